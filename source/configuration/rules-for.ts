import type {Rules} from '../gateway/decide.ts';
import type {Context} from '../model/cluster.ts';
import type {Configuration} from './configuration.ts';
import {durationIn} from './context-settings.ts';

/** How long a context stays armed where nobody says otherwise. */
const usualArmMs = 15 * 60_000;

/**
 * What flags and configuration come to for one context. Whatever nobody
 * classified counts as production unless its server is on this machine, and
 * production waits for an arming unless its settings say otherwise. Nothing
 * inside the program lifts `--read-only`.
 */
export function rulesFor(
	{name, isLocal}: Context,
	flags: {readonly readOnly: boolean},
	{contexts, writeUnproved}: Configuration,
): Rules {
	const settings = contexts[name] ?? {};
	const {
		class: kind = isLocal ? 'local' : 'production',
		readOnly = false,
		arm,
		armFor,
		reason,
		events,
	} = settings;
	const waitsForArming = arm ?? kind === 'production';
	return {
		readOnly: flags.readOnly || readOnly,
		readOnlyBecause: flags.readOnly ? '--read-only' : 'by the configuration',
		isProduction: kind === 'production',
		isStaging: kind === 'staging',
		contextName: name,
		armForMs: waitsForArming ? (durationIn(armFor) ?? usualArmMs) : undefined,
		writeUnproved,
		...(reason && {reason}),
		...(events && {events}),
	};
}
