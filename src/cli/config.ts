export async function config(_a: string[]): Promise<number> {
  return 0;
}
