import {expect, test} from 'vitest';
import {copyBytes} from '../../source/terminal/copy.ts';

test('text is put on the clipboard by OSC 52, in base64 of its UTF-8', () => {
	expect(copyBytes('zürich', {})).toEqual({ok: true, bytes: '\x1b]52;c;esO8cmljaA==\x07'});
});

test('inside tmux the sequence passes through it, every escape doubled', () => {
	const {bytes} = copyBytes('a', {TMUX: '/tmp/tmux-0/default,1,0'}) as {bytes: string};
	expect(bytes).toBe('\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\');
});

test('inside GNU screen it passes in parts that screen has room for', () => {
	const {bytes} = copyBytes('x'.repeat(900), {STY: '1.pts-0.host'}) as {bytes: string};
	const parts = [...bytes.matchAll(/\x1bP(.*?)\x1b\\/gs)].map(([, part = '']) => part);
	expect(Math.max(...parts.map(({length}) => length))).toBeLessThan(768);
	expect(copyBytes('x'.repeat(900), {})).toEqual({ok: true, bytes: parts.join('')});
});

test('the longest text a terminal takes is copied, one byte more is refused with a reason', () => {
	expect(copyBytes('x'.repeat(56_244), {}).ok).toBe(true);
	const tooLong = copyBytes('x'.repeat(56_247), {});
	expect(tooLong).toEqual({ok: false, says: 'Too long to copy through the terminal: 74 KiB, at most 73.'});
});
