/** Whether one version (`1.2.3`, with or without `-next.1`) is later than another. */
export function isNewer(version: string, than: string): boolean {
  const [a, b] = [parts(version), parts(than)];
  for (let index = 0; index < 3; index++) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  if (a.suffix === b.suffix) return false;
  if (a.suffix === '' || b.suffix === '') return a.suffix === ''; // 1.2.3 comes after 1.2.3-next.1
  return a.suffix.localeCompare(b.suffix, 'en', { numeric: true }) > 0;
}

function parts(version: string): { numbers: number[]; suffix: string } {
  const [core = '', ...suffix] = version.split('-');
  return { numbers: core.split('.').map(Number), suffix: suffix.join('-') };
}
