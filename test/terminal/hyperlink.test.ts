import {expect, test} from 'vitest';
import {hyperlinked, linkBytes, takesHyperlinks} from '../../source/terminal/hyperlink.ts';
import {PaintStream} from '../../source/terminal/paint-stream.ts';
import {Emulator} from '../kit/emulator.ts';

const href = 'http://127.0.0.1:8888/lab?token=f00d';
const [opens, closes] = [linkBytes(href), linkBytes()];

test.each([
	['iTerm', {TERM_PROGRAM: 'iTerm.app', TERM: 'xterm-256color'}, true],
	['kitty, through ssh', {TERM: 'xterm-kitty'}, true],
	['a late VTE', {TERM: 'xterm-256color', VTE_VERSION: '7006'}, true],
	['the VTE that crashed on links', {TERM: 'xterm-256color', VTE_VERSION: '5000'}, false],
	['Windows Terminal', {WT_SESSION: 'a-b', TERM: 'xterm-256color'}, true],
	['an xterm nobody knows', {TERM: 'xterm-256color'}, false],
	['the Linux console, which prints what it does not know', {TERM: 'linux', VTE_VERSION: '7006'}, false],
	['a dumb one', {TERM: 'dumb'}, false],
	['GNU screen', {TERM: 'screen', STY: '1.pts', VTE_VERSION: '7006'}, false],
	[
		'a tmux that hands them on',
		{TMUX: '/tmp/t', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.4', TERM: 'tmux'},
		true,
	],
	[
		'a tmux that swallows them',
		{TMUX: '/tmp/t', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.3a', VTE_VERSION: '7006'},
		false,
	],
	['whoever says so', {TERM: 'xterm', FORCE_HYPERLINK: '1'}, true],
	['whoever says not', {TERM: 'xterm-kitty', FORCE_HYPERLINK: '0'}, false],
])('%s is taken for one that takes links, or not', (_name, env, takes) => {
	expect(takesHyperlinks(env)).toBe(takes);
});

function painted(...frames: readonly string[]) {
	const emulator = new Emulator(40, 4);
	const paint = new PaintStream(emulator);
	for (const frame of frames) paint.write(frame);
	return emulator;
}

test('a link is opened before its text and closed behind it, within styles and without', async () => {
	const emulator = painted(`at \x1b[1m${hyperlinked('the lab', href)}\x1b[0m, now\n\n\n`);
	const sent = emulator.written.join('');
	expect(sent).toMatch(/at .*the lab.*, now/s);
	expect(sent.split(opens)).toHaveLength(2);
	expect(sent.split(closes)).toHaveLength(2);
	expect(sent.indexOf(opens)).toBeLessThan(sent.indexOf('the lab'));
	expect(sent.indexOf(closes)).toBeLessThan(sent.indexOf(', now'));
	await emulator.parsed();
	expect(emulator.text()).toContain('at the lab, now');
});

test('no link is left open at the end of a frame, nor sent for what did not change', () => {
	const line = (text: string) => `${hyperlinked('the lab', href)} ${text}\n\n\n`;
	const emulator = painted(line('one'), line('two'));
	const [first = '', second = ''] = emulator.written;
	expect(first.lastIndexOf(closes)).toBeGreaterThan(first.lastIndexOf(opens));
	expect(second).toContain('two');
	expect(second).not.toContain(']8;');
});

test('the same text with another link is written again', () => {
	const other = `${href}0`;
	const emulator = painted(`${hyperlinked('lab', href)}\n\n\n`, `${hyperlinked('lab', other)}\n\n\n`);
	expect(emulator.written.at(-1)).toContain(`${linkBytes(other)}lab${closes}`);
});
