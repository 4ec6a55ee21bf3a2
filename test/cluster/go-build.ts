import {spawn} from 'node:child_process';
import {constants, setPriority} from 'node:os';
import {join} from 'node:path';
import {inTurn} from './turn.ts';

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

/** How long a test must be ready to wait for a first build, in milliseconds: two cores take some minutes for each. */
export const buildTimeout = 40 * 60_000;

/**
 * Builds a Go program. Go itself keeps what it compiled. Throws one sentence
 * when Go is missing or the build fails.
 */
export async function build(
	{what, module, source, target, linkerFlags = []}: Build,
	{signal, priority}: {readonly signal?: AbortSignal; readonly priority?: number} = {},
): Promise<void> {
	const flags = ['-trimpath', '-ldflags', ['-s', '-w', ...linkerFlags].join(' ')];
	const parameters = ['build', ...flags, '-o', target, source];
	const {code, errors} = await runGo(parameters, module, {signal, priority});
	if (code !== 0) throw new Error(`${what} could not be built, Go says:\n${errors.trim()}`);
}

/**
 * Builds while tests run that need nothing of it: behind them, and one program
 * at a time on this checkout, however many processes ask. Two at once would
 * compile twice what they share.
 */
export async function buildInTurn(described: Build): Promise<void> {
	await inTurn(join(here, 'build', 'lock'), () =>
		build(described, {priority: constants.priority.PRIORITY_BELOW_NORMAL}),
	);
}

function runGo(
	parameters: readonly string[],
	cwd: string,
	{signal, priority}: {readonly signal?: AbortSignal; readonly priority?: number},
): Promise<{code: number | null; errors: string}> {
	return new Promise((resolve, reject) => {
		const go = spawn('go', parameters, {cwd, stdio: ['ignore', 'ignore', 'pipe'], signal});
		if (go.pid && priority !== undefined) setPriority(go.pid, priority);
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
