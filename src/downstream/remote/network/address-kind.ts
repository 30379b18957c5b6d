import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Where an address leads: out into the world; inside, to this machine or its own network; or, forbidden, to
 * where no server is but a cloud's metadata service may be (link-local), or nothing at all (multicast, reserved).
 */
export type AddressKind = 'outside' | 'inside' | 'forbidden';

const INSIDE = blockList({
  ipv4: [
    '0.0.0.0/8', // this machine, to Linux
    '10.0.0.0/8',
    '100.64.0.0/10', // behind a provider's NAT
    '127.0.0.0/8',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15', // for benchmarks
  ],
  ipv6: [
    '::/127', // unspecified and loopback
    '64:ff9b:1::/48', // NAT64 of a network's own
    'fc00::/7',
    'fec0::/10', // site-local, as it once was
  ],
});

const FORBIDDEN = blockList({
  ipv4: [
    '169.254.0.0/16', // link-local; metadata of most clouds
    '100.100.100.200/32', // metadata of Alibaba Cloud
    '168.63.129.16/32', // metadata of Azure
    '192.0.0.192/32', // metadata of Oracle Cloud
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  ipv6: [
    'fe80::/10',
    'ff00::/8',
    'fd00:ec2::/32', // metadata of AWS
    'fd20:ce::/32', // metadata of Google Cloud
    'fd00:42::/32', // metadata of Scaleway
  ],
});

/** Judges an IP address as it is dialled. An IPv6 address that carries an IPv4 one is what either of them is. */
export function addressKind(address: string): AddressKind {
  const [bare = ''] = address.split('%', 1);
  if (isIPv4(bare)) return kindOf(bare, 'ipv4');
  if (!isIPv6(bare)) return 'forbidden';
  const kinds = carriedIPv4(groupsOf(bare)).map((ipv4) => kindOf(ipv4, 'ipv4'));
  kinds.push(kindOf(bare, 'ipv6'));
  if (kinds.includes('forbidden')) return 'forbidden';
  return kinds.includes('inside') ? 'inside' : 'outside';
}

function kindOf(address: string, family: 'ipv4' | 'ipv6'): AddressKind {
  if (FORBIDDEN.check(address, family)) return 'forbidden';
  return INSIDE.check(address, family) ? 'inside' : 'outside';
}

/** The IPv4 addresses that packets to an IPv6 address may come out at, in any of the forms there are. */
function carriedIPv4(groups: readonly number[]): string[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  const last = dotted(g, h);
  const beginsEmpty = a === 0 && b === 0 && c === 0 && d === 0;
  const isMapped = beginsEmpty && e === 0 && f === 0xffff;
  const isCompatible = beginsEmpty && e === 0 && f === 0 && (g !== 0 || h > 1);
  const isTranslated = beginsEmpty && e === 0xffff && f === 0;
  const isNat64 = a === 0x64 && b === 0xff9b && c === 0;
  const isIsatap = (e === 0 || e === 0x200) && f === 0x5efe;
  if (isMapped || isCompatible || isTranslated || isNat64 || isIsatap) return [last];
  if (a === 0x2002) return [dotted(b, c)]; // 6to4
  // Teredo: the server's address, and the client's with every bit turned over.
  if (a === 0x2001 && b === 0) return [dotted(c, d), dotted(g ^ 0xffff, h ^ 0xffff)];
  return [];
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1); // has no dotted part left
  const [head = '', tail] = canonical.split('::');
  const left = parseGroups(head);
  if (tail === undefined) return left;
  const right = parseGroups(tail);
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function parseGroups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function blockList(subnets: {
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}): BlockList {
  const list = new BlockList();
  for (const family of ['ipv4', 'ipv6'] as const) {
    for (const subnet of subnets[family]) {
      const [address = '', prefix] = subnet.split('/');
      list.addSubnet(address, Number(prefix), family);
    }
  }
  return list;
}
