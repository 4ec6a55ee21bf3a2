import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {shellLines} from '../../source/screens/shell-lines.ts';

const json = '[{"op":"test","path":"/metadata/uid","value":"u 1"},{"op":"replace","path":"/spec"}]';
const command = `kubectl patch --context 'a b' -n shop deployments.apps cards-v1 --type=json -p '${json}'`;

test('a command is broken at blanks, and the shell reads it as one', () => {
	const rows = shellLines(command, 110);
	expect(rows.length).toBeGreaterThan(1);
	expect(rows.every(row => row.length <= 110)).toBe(true);
	const words = execFileSync('sh', ['-c', rows.join('\n').replace('kubectl', `printf '%s;'`)]).toString();
	expect(words).toBe(`patch;--context;a b;-n;shop;deployments.apps;cards-v1;--type=json;-p;${json};`);
});

test('a word that is longer than a row is cut, and nothing is lost', () => {
	const rows = shellLines(command, 40);
	expect(rows.every(row => row.length <= 40)).toBe(true);
	const joined = rows
		.join('\n')
		.replaceAll(/ \\\n {2}/g, ' ')
		.replaceAll('\n', '');
	expect(joined).toBe(command);
});

test('a short command is one row', () => {
	expect(shellLines('kubectl get pods', 80)).toEqual(['kubectl get pods']);
});
