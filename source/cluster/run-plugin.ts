import {type ChildProcess, spawn} from 'node:child_process';
import type {Env} from './kubeconfig.ts';

export type PluginProgram = {readonly path: string; readonly args: readonly string[]; readonly env: Env};

export type PluginRun = {
	/** At the terminal it asks and answers as in a shell; else it can neither ask nor draw. */
	readonly isAtTerminal: boolean;
	/** How long it may take where nobody can see it hang. */
	readonly patienceMs: number;
	/** Ends it: closed, or ctrl-c at the terminal. */
	readonly stopped: AbortSignal;
};

/** How a run ended. `said` is what it wrote for a person, where that was not at the terminal itself. */
export type PluginEnd =
	| {readonly end: 'exited'; readonly code: number; readonly output: string; readonly said: string}
	| {readonly end: 'killed'; readonly by: string; readonly said: string}
	| {readonly end: 'overdue'; readonly said: string}
	| {readonly end: 'endless'; readonly said: string}
	| {readonly end: 'stopped'; readonly said: string}
	| {readonly end: 'unstarted'; readonly error: NodeJS.ErrnoException; readonly said: string};

/** No credential is longer; what goes on beyond it is something else. */
const mostOutput = 1024 * 1024;
const mostSaid = 8 * 1024;
/** A program that is told to end has so long to do it. */
const goodbyeMs = 1000;
/** One that is interrupted at the terminal was told so by the terminal itself. */
const interruptedMs = 2000;
/** Something started by it may keep its output open for ever. */
const lateOutputMs = 500;

/**
 * Runs a credential plug-in to its end. By itself it is the leader of a group
 * and a session of its own: it has no terminal to draw on or to read keys from,
 * and whatever it started ends with it. At the terminal it belongs to our own
 * group, or ctrl-c would not reach it. Standard output is always ours: it is
 * the credential.
 */
export function runPlugin({path, args, env}: PluginProgram, run: PluginRun): Promise<PluginEnd> {
	const {isAtTerminal, patienceMs, stopped} = run;
	return new Promise(resolve => {
		const child = spawn(path, args, {
			env,
			stdio: isAtTerminal ? ['inherit', 'pipe', 'inherit'] : ['ignore', 'pipe', 'pipe'],
			detached: !isAtTerminal,
		});
		let output = '';
		let said = '';
		let why: 'overdue' | 'endless' | 'stopped' | undefined;
		let isOver = false;
		const timers: NodeJS.Timeout[] = [];
		const later = (ms: number, call: () => void) => timers.push(setTimeout(call, ms));
		const kill = (signal: NodeJS.Signals) => sendSignal(child, signal, !isAtTerminal);
		const atExit = () => kill('SIGKILL');

		function endIt(because: typeof why, graceMs = 0): void {
			why ??= because;
			later(graceMs, () => kill('SIGTERM'));
			later(graceMs + goodbyeMs, () => kill('SIGKILL'));
			// Even a process that cannot be killed, as it hangs in the kernel, holds nobody up.
			later(graceMs + 2 * goodbyeMs, () => over({end: because!, said}));
		}

		function over(end: PluginEnd): void {
			if (isOver) return;
			isOver = true;
			for (const timer of timers) clearTimeout(timer);
			stopped.removeEventListener('abort', stop);
			process.off('exit', atExit);
			// What it left behind in its group would run on with nobody to end it.
			if (why !== undefined) kill('SIGKILL');
			child.stdout?.destroy();
			child.stderr?.destroy();
			resolve(end);
		}

		const stop = () => endIt('stopped', isAtTerminal ? interruptedMs : 0);
		if (stopped.aborted) stop();
		stopped.addEventListener('abort', stop, {once: true});
		process.once('exit', atExit);
		if (!isAtTerminal) later(patienceMs, () => endIt('overdue'));
		child.stdout?.setEncoding('utf8').on('data', (text: string) => {
			output += text;
			if (output.length > mostOutput) endIt('endless');
			output = output.slice(0, mostOutput);
		});
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said = (said + text).slice(-mostSaid);
		});
		const ended = (code: number | null, signal: NodeJS.Signals | null) => {
			if (why !== undefined) return over({end: why, said});
			over(code === null ? {end: 'killed', by: signal ?? '', said} : {end: 'exited', code, output, said});
		};
		child.on('error', error => over({end: 'unstarted', error, said}));
		child.on('close', ended);
		child.on('exit', (code, signal) => later(lateOutputMs, () => ended(code, signal)));
	});
}

function sendSignal({pid}: ChildProcess, signal: NodeJS.Signals, isGroup: boolean): void {
	if (pid === undefined) return;
	try {
		process.kill(isGroup ? -pid : pid, signal);
	} catch {
		// It has ended already.
	}
}
