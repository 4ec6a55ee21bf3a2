import {readFileSync} from 'node:fs';
import type {Ground} from '../cluster/workloads.ts';
import {openTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';
import {startFaultProxy} from './fault-proxy.ts';
import type {Line} from './storm.ts';
import {until} from './until.ts';

/** Of what a program holds, megabytes by which its second half may exceed its first. */
const growthMb = 40;
const sampleMs = 2000;

export type Beside = {
	/** What does not hold of it, in sentences. */
	readonly broken: readonly string[];
	readonly noted: readonly string[];
};

/**
 * The program as it is shipped, at a terminal of its own on a bad line of its own.
 * In the end it must show what the cluster has, hold no more memory than it
 * did, and leave the terminal as it was, although nothing answers any more.
 */
export async function dashboardBeside(
	program: string,
	kubeconfig: string,
	namespace: string,
	{choose, link}: Line,
) {
	const proxy = await startFaultProxy({kubeconfig, link});
	const home = privateHome();
	const env = {...home.env, KUBECONFIG: proxy.kubeconfig};
	const words = [program, '-n', namespace, '--view', 'deployments'];
	const terminal = openTerminal(words, {env, columns: 120, rows: 40});
	await terminal.waitFor('live', 30_000);
	proxy.schedule(choose);
	proxy.endWatches();
	const samples: number[] = [];
	const timer = setInterval(() => samples.push(megabytesOf(terminal.pid())), sampleMs);

	async function showsAll(ground: Ground): Promise<boolean> {
		const {items} = await ground.list('deployments');
		const screen = terminal.text();
		return items.every(({metadata, spec, status}: Shown) => {
			const count = `${status.readyReplicas ?? 0}/${spec.replicas}`;
			return new RegExp(`[ ▌] . ${metadata.name} +${count} `).test(screen);
		});
	}

	return {
		async end(ground: Ground, patienceMs: number): Promise<Beside> {
			const broken: string[] = [];
			proxy.schedule();
			await until(() => showsAll(ground), patienceMs).catch(() => {
				broken.push(`the dashboard beside does not show what the cluster has:\n${terminal.text()}`);
			});
			clearInterval(timer);
			const [early, late] = [
				samples.slice(samples.length / 4, samples.length / 2),
				samples.slice(-samples.length / 4),
			];
			const [before, after] = [median(early), median(late)];
			if (after > before + growthMb) broken.push(`the dashboard beside grew from ${before} to ${after} MB`);
			proxy.aim(() => true, {does: 'swallow', isForwarded: false}, Number.POSITIVE_INFINITY);
			terminal.press(`:q${keys.enter}`);
			await terminal
				.ended()
				.catch(() => broken.push(`the dashboard beside does not end:\n${terminal.text()}`));
			if (!terminal.isRestored()) broken.push('the dashboard beside left the terminal otherwise than it was');
			terminal.close();
			await proxy.close();
			home.remove();
			return {broken, noted: [`the dashboard beside held ${before} MB early and ${after} MB late (medians)`]};
		},
	};
}

type Shown = {
	readonly metadata: {readonly name: string};
	readonly spec: {readonly replicas: number};
	readonly status: {readonly readyReplicas?: number};
};

function megabytesOf(pid: number): number {
	return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024);
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
