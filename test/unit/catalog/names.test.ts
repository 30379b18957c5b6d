import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { qualify, spellings } from '../../../src/catalog/names.ts';

const named = (prefix: string, name: string, maxLength = 48): string =>
  qualify({ serverName: prefix, prefix, name, maxLength });

describe('a published name', () => {
  test('is server__tool where that is short, legal and can be read in one way only', () => {
    expect(named('github', 'create_issue')).toBe('github__create_issue');
    expect(named('b1', 'x_y')).toBe('b1__x_y');
    expect(named('b1_x', 'y')).toBe('b1_x__y');
  });

  test('ends in a hash where the plain form is too long, illegal, ambiguous, or looks hashed', () => {
    const plain = [
      ['twilio', 'TwilioApiV2010--CreateSipAuthRegistrationsCredentialListMapping'],
      ['files', 'with.dot'],
      ['1mcp', 'tool'],
      ['a__b', 'c'],
      ['a_', 'b'],
      ['files', 'copy_0123abcd'],
    ] as const;
    for (const [server, tool] of plain)
      expect(named(server, tool)).toMatch(/^[a-zA-Z][a-zA-Z0-9_-]*_[0-9a-f]{8}$/);
  });

  test('is legal, within its length, and never that of another server and tool', () => {
    const part = fc.oneof(
      fc.string({ minLength: 1, maxLength: 80 }),
      fc.stringMatching(/^[a-z_]{1,6}$/),
      fc.stringMatching(/^[ab_]{1,4}_[0-9a-f]{8}$/),
    );
    fc.assert(
      fc.property(part, part, part, part, fc.integer({ min: 24, max: 64 }), (s1, t1, s2, t2, maxLength) => {
        const one = named(s1, t1, maxLength);
        expect(one).toMatch(/^[a-zA-Z][a-zA-Z0-9_-]*$/);
        expect(one.length).toBeLessThanOrEqual(maxLength);
        if (s1 !== s2 || t1 !== t2) expect(named(s2, t2, maxLength)).not.toBe(one);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('a dot or a slash between server and tool is read as the separator', () => {
  expect(spellings('github.create_issue')).toContain('github__create_issue');
  expect(spellings('github/create_issue')).toContain('github__create_issue');
  expect(spellings('github__create_issue')).toEqual(['github__create_issue']);
});
