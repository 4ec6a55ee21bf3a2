import {reduceArming} from './arming.ts';
import type {Event} from './events.ts';
import {reduceForm} from './form.ts';
import {reduceForwards} from './forwards.ts';
import {reduceLogin} from './login.ts';
import {reduceMeasures} from './measures.ts';
import {reduceProgram} from './program.ts';
import {reducePrompt} from './prompts.ts';
import {reduceRecovery} from './recovery.ts';
import {reduceRehearsal} from './rehearsal.ts';
import {reduceRights} from './rights.ts';
import {reduceRuns} from './runs.ts';
import {reduceSaturation} from './saturation.ts';
import {reduceScreens} from './screens.ts';
import type {State} from './state.ts';
import {reduceStreams} from './streams.ts';
import {reduceVersionLogs} from './version-logs.ts';

const slices = [
	reduceRecovery,
	reduceStreams,
	reduceVersionLogs,
	reduceMeasures,
	reduceSaturation,
	reduceForm,
	reduceScreens,
	reducePrompt,
	reduceRuns,
	reduceForwards,
	reduceProgram,
	reduceArming,
	reduceRights,
	reduceLogin,
	reduceRehearsal,
];

/** The only maker of a new state. Each slice keeps what an event does not concern. */
export function reduce(state: State, event: Event): State {
	return slices.reduce((next, slice) => slice(next, event), state);
}
