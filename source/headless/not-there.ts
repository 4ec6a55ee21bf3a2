import type {ActionCommand, Target} from '../model/command.ts';
import {nearest} from '../model/nearest.ts';
import {resourceName} from '../model/ref.ts';
import type {Trouble} from '../model/trouble.ts';
import {dialects} from '../traffic/index.ts';
import {isOfKind} from '../traffic/splits.ts';
import type {ExitCode} from './exit-codes.ts';
import {fail} from './fail.ts';
import type {Session} from './session.ts';

/** That something isn't there, with what to type next: the names it may be meant to be, and the list of all. */
export async function notThere(trouble: Trouble, target: Target, session: Session): Promise<Trouble> {
	if (trouble.reason !== 'not-found' || trouble.hint !== undefined) return trouble;
	const {resource, namespace} = target;
	const listed = await session.cluster.list(resource, namespace === '' ? {} : {namespace});
	const near = listed.ok
		? nearest(
				target.name,
				listed.value.map(({metadata}) => metadata.name),
			)
		: [];
	const hint = [...(near.length === 0 ? [] : [`Did you mean ${near.join(' or ')}?`]), sayList(target)].join(
		' ',
	);
	return {...trouble, hint};
}

/** A split may be of any kind, and in any namespace: one list has them all. */
function sayList({resource, namespace}: Target): string {
	const isSplit = dialects.some(({sources}) => sources.some(source => isOfKind(resource, source)));
	if (isSplit) return 'See which there are: sluice get splits -A';
	return `See which there are: sluice get ${resourceName(resource)}${namespace && ` -n ${namespace}`}`;
}

export async function failLost(
	trouble: Trouble,
	command: ActionCommand,
	session: Session,
): Promise<ExitCode> {
	return fail('target' in command ? await notThere(trouble, command.target, session) : trouble, session);
}
