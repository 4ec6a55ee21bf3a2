import type {LeverInput, LeverName} from '../engines/engine.ts';
import {engines} from '../engines/index.ts';
import type {ActionCommand} from '../model/command.ts';
import {isRefusal} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';
import {type Action, recreated} from './action.ts';
import {blastOfLever} from './blast.ts';
import {gatherRollout, type RolloutFacts} from './gather-rollout.ts';

/** The kinds that engines lead. */
export const ledKinds: readonly string[] = engines.map(({source}) => resourceName(source));

type LeverCommand = Extract<
	ActionCommand,
	{action: 'promote' | 'jump' | 'pause' | 'resume' | 'abort' | 'retry'}
>;

/** An action that pulls one lever of whichever engine leads the object. */
export function leverAction<Command extends LeverCommand>(
	name: Command['action'],
	title: string,
	chosen: (command: Command) => {readonly lever: LeverName; readonly input?: LeverInput},
): Action<Command, RolloutFacts> {
	return {
		name,
		title,
		kinds: ledKinds,
		gather: ({target}, reader, clock) => gatherRollout(target, reader, clock.now()),
		plan(command, {engine, object, ref, around, now}) {
			const {lever, input = {}} = chosen(command);
			const plan = recreated(command.target, ref) ?? engine.levers[lever](object, {ref, around, now}, input);
			if (isRefusal(plan)) return plan;
			const blast = blastOfLever(plan, engine.rollout(object, ref, around), ref);
			return blast ? {...plan, blast} : plan;
		},
	};
}
