import {existsSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';

const page = readFileSync('SECURITY.md', 'utf8');
const stories = [...page.matchAll(/^\| (.+?) \| `(.+?)`: (.+?) \|$/gm)].map(
	([, story = '', file = '', title = '']) => [story, file, title] as const,
);

test('there are stories', () => {
	expect(stories.length).toBeGreaterThan(25);
});

test.each(stories)('"%s" has its test', (_story, file, title) => {
	expect(existsSync(file), file).toBe(true);
	// Titles of one table stand in parts: what a row adds is not in the source.
	const titles = [...readFileSync(file, 'utf8').matchAll(/(?<=(['"`])).*?(?=\1)/g)].map(([text]) => text);
	expect(titles.filter(text => text.includes(' ') && text.includes(title))).not.toEqual([]);
});

test('every file that the page names is there', () => {
	const named = [...page.matchAll(/`((?:source|test|bench|manifests)\/[\w./-]*|[A-Z]+\.md)`/g)].map(
		match => match[1]!,
	);
	expect(named.length).toBeGreaterThan(30);
	expect(named.filter(file => !existsSync(file))).toEqual([]);
});
