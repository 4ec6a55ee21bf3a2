import type {Resource} from '../model/ref.ts';
import type {ResourceView} from '../resources/view.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {namespaceOf, type Session} from './session.ts';

const namespaces: Resource = {
	group: '',
	version: 'v1',
	plural: 'namespaces',
	kind: 'Namespace',
	namespaced: false,
};

/** An empty list and a namespace that is not there look alike to a server; a person should know which. */
export async function sayNothing(
	{name, isNamespaced}: Pick<ResourceView, 'name' | 'isNamespaced'>,
	session: Session,
): Promise<ExitCode> {
	const namespace = isNamespaced ? namespaceOf(session) : undefined;
	if (namespace === undefined) {
		session.out.say(`There are no ${name}.`);
		return exitCodes.done;
	}
	const read = await session.cluster.get({resource: namespaces, namespace: '', name: namespace});
	const isMissing = !read.ok && read.trouble.reason === 'not-found';
	session.out.say(
		isMissing
			? `There is no namespace ${namespace}.\nSee kubectl get namespaces, or look in all of them with -A.`
			: `There are no ${name} in namespace ${namespace}.`,
	);
	return isMissing ? exitCodes.failed : exitCodes.done;
}
