import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {consume, readText} from '../../source/cluster/body.ts';

test('a body is handed over in order, to its end', async () => {
	const body = new PassThrough();
	const chunks: string[] = [];
	const ended = consume(body, 1000, chunk => chunks.push(chunk.toString()));
	body.write('a');
	body.end('b');
	expect(await ended).toBeUndefined();
	expect(chunks.join('')).toBe('ab');
});

test.each<[string, (body: PassThrough) => void, string]>([
	['destroyed', body => body.destroy(), 'ERR_STREAM_PREMATURE_CLOSE'],
	['broken', body => body.destroy(Object.assign(new Error('gone'), {code: 'ECONNRESET'})), 'ECONNRESET'],
	['silent', () => {}, 'ETIMEDOUT'],
])('a body that is %s ends with the error', async (_, happen, code) => {
	const body = new PassThrough();
	const ended = consume(body, 30, () => {});
	body.write('a');
	happen(body);
	expect(await ended).toMatchObject({code});
});

test('text is read to the given length', async () => {
	const body = new PassThrough();
	const text = readText(body, 1000, 3);
	body.write('ab');
	body.write('cd');
	body.end('ef');
	expect(await text).toBe('abcd');
});
