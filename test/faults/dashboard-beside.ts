import type {Ground} from '../cluster/workloads.ts';
import {openTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';
import {startFaultProxy} from './fault-proxy.ts';
import {watchHeap} from './heap.ts';
import type {Line} from './storm.ts';
import {until} from './until.ts';

/** Megabytes by which what is held after the warm-up may grow: charts go back ten minutes, and fill up to that. */
const growthMb = 2.5;
/** By then everything was loaded, compiled and drawn once; of a long storm the first half counts as warm-up. */
const warmMs = (forMs: number) => Math.max(8000, forMs / 2 - 20_000);

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
	{choose, link, forMs}: Line,
) {
	const proxy = await startFaultProxy({kubeconfig, link});
	const home = privateHome();
	const heap = watchHeap();
	const env = {...home.env, ...heap.env, KUBECONFIG: proxy.kubeconfig};
	const words = [program, '-n', namespace, '--view', 'deployments'];
	const terminal = openTerminal(words, {env, columns: 120, rows: 40});
	await terminal.waitFor('live', 30_000);
	proxy.schedule(choose);
	proxy.endWatches();
	const warm = new Promise(resolve => setTimeout(resolve, warmMs(forMs))).then(() =>
		heap.read(terminal.pid()),
	);
	warm.catch(() => {});

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
			const [before, after] = [await warm, await heap.read(terminal.pid())];
			const grew = `from ${before.toFixed(1)} to ${after.toFixed(1)} MB`;
			if (after > before + growthMb) broken.push(`the dashboard beside grew ${grew}`);
			proxy.aim(() => true, {does: 'swallow', isForwarded: false}, Number.POSITIVE_INFINITY);
			terminal.press(`:q${keys.enter}`);
			await terminal
				.ended()
				.catch(() => broken.push(`the dashboard beside does not end:\n${terminal.text()}`));
			if (!terminal.isRestored()) broken.push('the dashboard beside left the terminal otherwise than it was');
			terminal.close();
			await proxy.close();
			home.remove();
			heap.remove();
			return {broken, noted: [`what the dashboard beside held went ${grew}`]};
		},
	};
}

type Shown = {
	readonly metadata: {readonly name: string};
	readonly spec: {readonly replicas: number};
	readonly status: {readonly readyReplicas?: number};
};
