import type {ActionCommand} from '../model/command.ts';
import {abort} from './abort.ts';
import type {Action} from './action.ts';
import {chooseChampion} from './choose-champion.ts';
import {cordon, uncordon} from './cordon.ts';
import {deleteObject} from './delete.ts';
import {doObjective} from './do.ts';
import {drainNode} from './drain-node.ts';
import {drainTraffic} from './drain-traffic.ts';
import {exec} from './exec.ts';
import {handBack} from './hand-back.ts';
import {hold} from './hold.ts';
import {jump} from './jump.ts';
import {openNotebook} from './open-notebook.ts';
import {pause, resume} from './pause.ts';
import {portForward} from './port-forward.ts';
import {promote} from './promote.ts';
import {release} from './release.ts';
import {restart} from './restart.ts';
import {retry} from './retry.ts';
import {rollback} from './rollback.ts';
import {scale} from './scale.ts';
import {scaleBounds} from './scale-bounds.ts';
import {shift} from './shift.ts';
import {stopNotebook} from './stop-notebook.ts';
import {swap} from './swap.ts';
import {upgrade} from './upgrade.ts';

/** Everything an operator can do to an object. A new one is a file and a line here. */
export const actions: ReadonlyArray<Action<ActionCommand, unknown>> = [
	scale,
	scaleBounds,
	upgrade,
	rollback,
	restart,
	shift,
	drainTraffic,
	swap,
	chooseChampion,
	promote,
	jump,
	pause,
	resume,
	abort,
	retry,
	hold,
	release,
	handBack,
	deleteObject,
	cordon,
	uncordon,
	drainNode,
	exec,
	portForward,
	openNotebook,
	stopNotebook,
	doObjective,
] as unknown as ReadonlyArray<Action<ActionCommand, unknown>>;
