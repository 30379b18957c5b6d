import { parseArgs } from 'node:util';
import { findConfigPath } from '../../config/find.ts';
import { GatewayError } from '../../shared/errors.ts';

interface Unit {
  readonly program: readonly string[];
  readonly home: string;
}

const OPTIONS = { print: { type: 'boolean', default: false }, config: { type: 'string' } } as const;

/** `trunkline daemon install --print`: what makes the system start the daemon at login, for people to install. */
export async function install(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (!values.print) {
    throw new GatewayError('invalid_params', 'Nothing is installed unasked.', {
      hint: 'trunkline daemon install --print shows the file and the commands.',
    });
  }
  const configPath = findConfigPath({ path: values.config, env: process.env });
  const program = [process.execPath, process.argv[1] ?? '', 'daemon', 'run', '--config', configPath];
  process.stdout.write(unitFor(process.platform, { program, home: process.env.HOME ?? '' }));
  return 0;
}

/** The unit of a platform, with the commands that put it in place as comments. */
function unitFor(platform: NodeJS.Platform, unit: Unit): string {
  if (platform === 'darwin') return launchAgent(unit);
  return platform === 'win32' ? scheduledTask(unit) : systemdUnit(unit);
}

function systemdUnit({ program }: Unit): string {
  return `# Save as ~/.config/systemd/user/trunkline.service, then:
#   systemctl --user enable --now trunkline
[Unit]
Description=Trunkline, one daemon for all MCP hosts

[Service]
ExecStart=${program.map(systemdQuoted).join(' ')}
Restart=on-failure
RestartSec=1
UMask=0077

[Install]
WantedBy=default.target
`;
}

function launchAgent({ program, home }: Unit): string {
  const strings = program.map((part) => `    <string>${xml(part)}</string>`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Save as ${xml(home)}/Library/LaunchAgents/dev.trunkline.daemon.plist, then:
     launchctl bootstrap gui/$UID ${xml(home)}/Library/LaunchAgents/dev.trunkline.daemon.plist -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>dev.trunkline.daemon</string>
  <key>ProgramArguments</key>
  <array>
${strings}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
</dict>
</plist>
`;
}

function scheduledTask({ program: [command = '', ...args] }: Unit): string {
  return `<!-- Save as trunkline.xml (UTF-16), then: schtasks /Create /TN Trunkline /XML trunkline.xml -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers>
    <LogonTrigger />
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Hidden>true</Hidden>
  </Settings>
  <Actions>
    <Exec>
      <Command>${xml(command)}</Command>
      <Arguments>${xml(args.map((arg) => `"${arg}"`).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** systemd expands % and $ even within quotes. */
function systemdQuoted(part: string): string {
  return `"${part.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('--', '&#45;-');
}
