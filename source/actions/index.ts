import type {ActionCommand} from '../model/command.ts';
import type {Action} from './action.ts';
import {chooseChampion} from './choose-champion.ts';
import {drainTraffic} from './drain-traffic.ts';
import {handBack} from './hand-back.ts';
import {hold} from './hold.ts';
import {release} from './release.ts';
import {restart} from './restart.ts';
import {rollback} from './rollback.ts';
import {scale} from './scale.ts';
import {shift} from './shift.ts';
import {upgrade} from './upgrade.ts';

/** Everything an operator can do to an object. A new one is a file and a line here. */
export const actions: ReadonlyArray<Action<ActionCommand, unknown>> = [
	scale,
	upgrade,
	rollback,
	restart,
	shift,
	drainTraffic,
	chooseChampion,
	hold,
	release,
	handBack,
] as unknown as ReadonlyArray<Action<ActionCommand, unknown>>;
