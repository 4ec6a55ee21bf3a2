import {expect, test} from 'vitest';
import {wrapWords} from '../../source/screens/wrap.ts';
import {segment} from '../../source/ui/line.ts';

const wrapped = (text: string, width: number) =>
	wrapWords([segment(text)], width, 3).map(line => line.map(each => each.text).join(''));

test('what stands in short brackets stays together', () => {
	expect(wrapped('errors  checkout-v2 44 % (500, 504 UT)', 36)).toEqual([
		'errors  checkout-v2 44 % ',
		'   (500, 504 UT)',
	]);
});

test('brackets that are too long for that are broken as all else is', () => {
	expect(wrapped('a (of several words that go on for a good while) b', 24)).toHaveLength(3);
});
