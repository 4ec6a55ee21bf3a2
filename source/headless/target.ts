import type {Target} from '../model/command.ts';
import {isRefusal, type Refusal} from '../model/plan.ts';
import type {Trouble} from '../model/trouble.ts';
import {resolveKind} from '../resources/kinds.ts';
import {parseTarget} from './parse-action.ts';
import {discovered, type Session} from './session.ts';

/** The object that `KIND/NAME` means, by the kinds the server has; or why it means none. */
export async function targetNamed(
	text: string | undefined,
	session: Session,
): Promise<Target | Refusal | Trouble> {
	const named = parseTarget(text);
	if (isRefusal(named)) return named;
	const served = await discovered(session);
	if ('reason' in served) return served;
	const resource = resolveKind(named.kind, served);
	if (isRefusal(resource)) return resource;
	const {flags, cluster} = session;
	const namespace = resource.namespaced ? (flags.namespace ?? cluster.context.namespace) : '';
	return {resource, namespace, name: named.name};
}
