import { expect, test } from 'vitest';
import { search, titleOf } from './search';
import type { Block, Document, Inline } from './tree';

const said = (text: string): Inline[] => [{ kind: 'text', text }];
const heading = (level: number, id: string, text: string): Block => ({
  kind: 'heading',
  ...{ level, id, text: said(text) },
});
const CODES: Block = {
  kind: 'table',
  head: [said('Code'), said('Do')],
  rows: [{ id: 'spam_risk', cells: [said('spam_risk'), said('Change the post')] }],
};
const PAGES: Record<string, Document> = {
  connect: {
    pictures: [],
    blocks: [
      heading(1, 'connect', 'Connect an account'),
      { kind: 'paragraph', text: said('Open Accounts.') },
      heading(2, 'status', 'Status of a post'),
      { kind: 'list', isOrdered: true, items: [said('One is limited.')] },
    ],
  },
  codes: {
    pictures: [],
    blocks: [heading(1, 'codes', 'Codes'), { kind: 'fold', title: said('All'), blocks: [CODES] }],
  },
};
const addresses = (asked: string) => search(PAGES, asked).map(({ href }) => href);

test('a page is called by its first heading', () => {
  expect(Object.values(PAGES).map(titleOf)).toEqual(['Connect an account', 'Codes']);
});

test('what stands below a heading is found at that heading', () => {
  expect(addresses('LIMITED one')).toEqual(['/help/connect#status']);
  expect(addresses('accounts')).toEqual(['/help/connect']);
});

test('a code is found at its row, in what is folded too', () => {
  expect(addresses('spam')).toEqual(['/help/codes#spam_risk']);
});

test('a title that holds the words comes before a text that does', () => {
  expect(addresses('post')).toEqual(['/help/connect#status', '/help/codes#spam_risk']);
});

test('nothing is found for no words, and for words that are nowhere together', () => {
  expect(addresses('  ')).toEqual([]);
  expect(addresses('limited spam')).toEqual([]);
});
