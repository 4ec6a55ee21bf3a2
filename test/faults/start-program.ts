import {type ChildProcess, spawn} from 'node:child_process';

export type Ended = {readonly out: string; readonly said: string};

/** Runs the program as it is shipped, without a terminal; what it had said when it ended or was killed is what anybody saw. */
export function startProgram(
	program: string,
	words: readonly string[],
	env: Readonly<Record<string, string>>,
): {readonly child: ChildProcess; readonly ended: Promise<Ended>} {
	const child = spawn(process.execPath, [program, ...words], {env, stdio: ['ignore', 'pipe', 'pipe']});
	let [out, said] = ['', ''];
	child.stdout.on('data', text => (out += text));
	child.stderr.on('data', text => (said += text));
	return {child, ended: new Promise(resolve => child.on('close', () => resolve({out, said})))};
}
