import {existsSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {withMadeParts} from '../docs.ts';

const readme = readFileSync('README.md', 'utf8');

test('the README lists the keys, commands and flags that there are: npm run docs', () => {
	expect(readme).toBe(withMadeParts(readme));
});

test('every file the README points to is there', () => {
	const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(match => match[1]!);
	expect(links.filter(link => !existsSync(link))).toEqual([]);
});

test('every npm script the README names is there', () => {
	const {scripts} = JSON.parse(readFileSync('package.json', 'utf8'));
	const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(match => match[1]!);
	expect(named.filter(name => !(name in scripts))).toEqual([]);
});
