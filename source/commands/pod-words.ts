import {parsePorts} from '../model/forward-typed.ts';
import {isRefusal} from '../model/plan.ts';
import {
	type Entering,
	forwardsWritten,
	forwardTo,
	openShell,
	shellsWritten,
	whyNotForward,
	whyNotShell,
} from './keymap/into-pods.ts';
import type {Spoken} from './spoken.ts';

/** `-c NAME`, then the command; `--` may stand before it. */
function enteringOf(words: readonly string[]): Entering | string {
	const isNamed = words[0] === '-c';
	const container = isNamed ? words[1] : undefined;
	if (isNamed && container === undefined) return 'Which container? :shell -c NAME';
	const rest = isNamed ? words.slice(2) : words;
	const command = rest[0] === '--' ? rest.slice(1) : rest;
	return {...(container !== undefined && {container}), ...(command.length > 0 && {command})};
}

export const podWords: readonly Spoken[] = [
	{
		name: 'shell',
		aliases: ['exec', 'sh'],
		usage: '[-c CONTAINER] [COMMAND...]',
		help: 'Opens a shell in the pod on screen, or runs a command there; of a workload or a split it asks which pod.',
		isChange: true,
		does: (words, state) => {
			const entering = enteringOf(words);
			return typeof entering === 'string' ? entering : (whyNotShell(state) ?? openShell(state, entering));
		},
		writes: shellsWritten,
	},
	{
		name: 'forward',
		aliases: ['port-forward', 'pf'],
		usage: '[LOCAL:]REMOTE',
		help: 'Leads a port of this machine to a pod of what is on screen, and to its successors.',
		isChange: true,
		does: ([text], state) => {
			const ports = parsePorts(text);
			return isRefusal(ports)
				? `${ports.says} ${ports.hint}`
				: (whyNotForward(state) ?? forwardTo(state, ports));
		},
		writes: forwardsWritten,
	},
];
