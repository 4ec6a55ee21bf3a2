import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export type Ended = {readonly code: number | null; readonly out: string; readonly said: string};

const program = `
const {main} = await import(${JSON.stringify(new URL('../../source/cli.ts', import.meta.url).href)});
process.exitCode = await main(process.argv.slice(1));`;

/** A private home for one test file, so that no test reads or writes an operator's own files. */
export function privateHome(): {readonly env: Record<string, string>; remove(): void} {
	const folder = mkdtempSync(join(tmpdir(), 'sluice-home-'));
	const env = {
		HOME: folder,
		XDG_STATE_HOME: join(folder, 'state'),
		XDG_CONFIG_HOME: join(folder, 'config'),
		PATH: process.env.PATH ?? '',
	};
	// What was ended a moment ago may still be writing there.
	return {env, remove: () => rmSync(folder, {recursive: true, force: true, maxRetries: 10})};
}

/** What Node is called with to run the program from source. */
export function sluiceWords(words: readonly string[]): string[] {
	return ['--input-type=module', '-e', program, '--', ...words];
}

/** Runs the program as a shell does, without a terminal, from source. */
export function sluice(
	words: readonly string[],
	env: Readonly<Record<string, string>>,
	timeoutMs = 20_000,
): Promise<Ended> {
	return startSluice(words, env, timeoutMs).ended;
}

/** The same, with the process at hand to signal it, or to stop reading what it prints. */
export function startSluice(
	words: readonly string[],
	env: Readonly<Record<string, string>>,
	timeoutMs = 20_000,
): {readonly child: ChildProcess; readonly ended: Promise<Ended>} {
	const child = spawn(process.execPath, sluiceWords(words), {env, stdio: ['ignore', 'pipe', 'pipe']});
	let out = '';
	let said = '';
	child.stdout.on('data', text => (out += text));
	child.stderr.on('data', text => (said += text));
	const late = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
	const ended = new Promise<Ended>(resolve => {
		child.on('close', code => {
			clearTimeout(late);
			resolve({code, out, said});
		});
	});
	return {child, ended};
}
