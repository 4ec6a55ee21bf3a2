import {type Demo, DemoRefusal, startDemo} from './demo/start.ts';
import {type ExitCode, exitCodes} from './headless/exit-codes.ts';
import type {Flags} from './headless/flags.ts';
import type {Out} from './headless/out.ts';

/** What a newcomer sees first: the scenario that leads through one whole change. */
const firstScenario = 'bad-challenger';

/** The embedded cluster as the flags want it; or why it cannot be had so. */
export async function startedDemo(
	flags: Flags,
	onFault: (fault: Error) => void,
	tellsTime = false,
): Promise<Demo | string> {
	const {scenario = firstScenario, seed, speed, paused, writeKubeconfig} = flags;
	const kubeconfig = writeKubeconfig;
	try {
		return await startDemo({scenario, seed, speed, isPaused: paused, kubeconfig, tellsTime, onFault});
	} catch (error) {
		if (error instanceof DemoRefusal) return error.message;
		if ((error as NodeJS.ErrnoException).code === 'EEXIST')
			return `${writeKubeconfig} is there already, and it might be somebody's only way into a cluster: name a new file.`;
		throw error;
	}
}

export function sayFault({message}: Error): string {
	return `The embedded cluster ended by a fault: ${message}. Start it again; with --log FILE, the file helps a bug report.`;
}

/** Serves the embedded cluster alone, until a signal; prints how to reach it. */
export async function serveDemo(flags: Flags, out: Out, signal: AbortSignal): Promise<ExitCode> {
	// Nobody here knows its time but those who are told by its answers.
	const demo = await startedDemo(flags, fault => out.say(sayFault(fault)), true);
	if (typeof demo === 'string') {
		out.say(demo);
		return exitCodes.usage;
	}
	out.result(`export KUBECONFIG=${demo.kubeconfig}`);
	out.say('The cluster serves until Ctrl-C. Each scenario is a context: kubectl config get-contexts');
	// The cluster's thread keeps no process alive, so something here must.
	const stayingAlive = setInterval(() => {}, 2 ** 30);
	await new Promise<void>(resolve => {
		if (signal.aborted) resolve();
		signal.addEventListener('abort', () => resolve(), {once: true});
	});
	clearInterval(stayingAlive);
	await demo.stop();
	return exitCodes.done;
}
