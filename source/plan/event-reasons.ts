import type {ActionName} from '../model/plan.ts';

/** What an Event calls a change, in the one word that Kubernetes gives its own Events. */
export const eventReasons: Readonly<Record<ActionName, string>> = {
	scale: 'Scaled',
	upgrade: 'Upgraded',
	rollback: 'RolledBack',
	restart: 'Restarted',
	shift: 'Shifted',
	'drain-traffic': 'Drained',
	swap: 'Swapped',
	'choose-champion': 'ChampionChosen',
	promote: 'Promoted',
	jump: 'Jumped',
	pause: 'Paused',
	resume: 'Resumed',
	abort: 'Aborted',
	retry: 'Retried',
	hold: 'Held',
	release: 'Released',
	'hand-back': 'HandedBack',
	'scale-bounds': 'BoundsSet',
	delete: 'Deleted',
	cordon: 'Cordoned',
	uncordon: 'Uncordoned',
	'drain-node': 'NodeDrained',
	undo: 'Undone',
	redo: 'Redone',
};
