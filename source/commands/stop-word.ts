import {canStop, type Run} from '../store/run.ts';
import type {Spoken} from './spoken.ts';

/** Those of which something is still to be written. */
export function stoppable(runs: readonly Run[]): readonly number[] {
	return runs.filter(canStop).map(({id}) => id);
}

export function whyNotStop(runs: readonly Run[]): string | undefined {
	if (runs.some(canStop)) return undefined;
	return runs.some(({isStopping, outcome}) => isStopping && outcome === undefined)
		? 'It is being stopped: nothing more is sent.'
		: 'No change is under way of which something is still to be written.';
}

/** The same where the dialog was left, and the change went on. */
export const stopWord: Spoken = {
	name: 'stop',
	aliases: [],
	usage: '',
	help: 'Writes nothing more of changes under way that take several steps, such as the draining of a node.',
	does: (_words, {runs}) => whyNotStop(runs) ?? [{type: 'stopAsked', runs: stoppable(runs)}],
};
