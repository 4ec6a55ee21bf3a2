import type {Surroundings} from './dashboard.ts';
import {exitCodes} from './headless/exit-codes.ts';
import type {Flags} from './headless/flags.ts';
import {memoryJournal} from './journal/journal.ts';
import {sayFault, startedDemo} from './serve-demo.ts';

/** Opens the dashboard on an embedded cluster of its own. What was done to it is forgotten with it. */
export async function openDemo(flags: Flags, around: Surroundings): Promise<number> {
	let fault: Error | undefined;
	const starting = startedDemo(flags, thrown => {
		fault = thrown;
		around.log?.(`The embedded cluster ended: ${thrown.stack}`);
	});
	// The dashboard's modules are loaded while the cluster starts in its own thread.
	const [demo, {open}] = await Promise.all([starting, import('./dashboard.ts')]);
	if (typeof demo === 'string') {
		around.say(demo);
		return exitCodes.usage;
	}
	const demoFlags = {
		...flags,
		kubeconfig: demo.kubeconfig,
		context: undefined,
		allNamespaces: flags.namespace === undefined,
	};
	const {rehearsal} = demo;
	try {
		return await open(
			demoFlags,
			{favourites: ['shop', 'models', 'default', 'web'], journal: memoryJournal(), rehearsal},
			around,
		);
	} finally {
		await demo.stop();
		if (fault) around.say(sayFault(fault));
	}
}
