import {spawn} from 'node:child_process';
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {constants, setPriority} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

const here = import.meta.dirname;

/** Where a program of this name is put; the folder is not committed. */
export function builtAs(name: string): string {
	return join(here, 'build', process.platform === 'win32' ? `${name}.exe` : name);
}

export interface Build {
	/** What to call it when it cannot be built. */
	readonly what: string;
	/** The folder of its Go module. */
	readonly module: string;
	/** The package of its main function: a folder of the module, or another module's path. */
	readonly source: string;
	readonly target: string;
	/** For Go's linker; they do not spoil what other builds have compiled. */
	readonly linkerFlags?: readonly string[];
}

/**
 * Builds a Go program, one at a time on this checkout, however many processes
 * ask: two at once would compile twice what they share. Go itself keeps what it
 * compiled. Throws one sentence when Go is missing or the build fails.
 */
export async function build(
	{what, module, source, target, linkerFlags = []}: Build,
	signal?: AbortSignal,
): Promise<void> {
	const flags = ['-trimpath', '-ldflags', ['-s', '-w', ...linkerFlags].join(' ')];
	const {code, errors} = await oneAtATime(signal, () =>
		runGo(['build', ...flags, '-o', target, source], module, signal),
	);
	if (code !== 0) throw new Error(`${what} could not be built, Go says:\n${errors.trim()}`);
}

const lock = join(here, 'build', 'lock');

async function oneAtATime<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
	await mkdir(join(here, 'build'), {recursive: true});
	while (!(await isTaken())) await sleep(200, undefined, {signal});
	try {
		return await work();
	} finally {
		await rm(lock, {force: true});
	}
}

/** Takes the lock, if nobody who is alive holds it. */
async function isTaken(): Promise<boolean> {
	try {
		await writeFile(lock, String(process.pid), {flag: 'wx'});
		return true;
	} catch {
		const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
		// No number: it was let go of just now, or is being written.
		if (holder > 0 && !isAlive(holder)) await rm(lock, {force: true});
		return false;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function runGo(
	parameters: readonly string[],
	cwd: string,
	signal?: AbortSignal,
): Promise<{code: number | null; errors: string}> {
	return new Promise((resolve, reject) => {
		const go = spawn('go', parameters, {cwd, stdio: ['ignore', 'ignore', 'pipe'], signal});
		// Tests that need nothing of it may be running.
		if (go.pid) setPriority(go.pid, constants.priority.PRIORITY_BELOW_NORMAL);
		let errors = '';
		go.stderr.setEncoding('utf8').on('data', text => {
			errors += text;
		});
		go.on('error', error => reject(isMissing(error) ? new Error(goIsMissing) : error));
		go.on('close', code => resolve({code, errors}));
	});
}

const goIsMissing =
	'Go is missing: the control plane for tests is built from source. Install Go 1.26 or later (go.dev/dl) and run this again.';

function isMissing(error: Error): boolean {
	return 'code' in error && error.code === 'ENOENT';
}
