import type {OwnerReference} from '../../model/object.ts';
import {viewOfKind} from '../../store/listing.ts';
import type {Subject} from '../../store/screen.ts';
import {type State, topScreen} from '../../store/state.ts';
import type {Binding} from '../binding.ts';
import {openDetail} from '../command.ts';

/** Whose the object on screen is: what controls it, else the first that owns it. */
function ownerReference(state: State): OwnerReference | undefined {
	const {subject} = topScreen(state);
	const owners = subject && state.objects[subject.uid]?.object?.metadata.ownerReferences;
	return owners?.find(({controller}) => controller === true) ?? owners?.[0];
}

function ownerMeant(state: State): Subject | undefined {
	const owner = ownerReference(state);
	const [group = ''] = owner?.apiVersion.includes('/') ? owner.apiVersion.split('/') : [''];
	const view = owner && viewOfKind(state, {kind: owner.kind, group});
	if (owner === undefined || view === undefined) return undefined;
	const namespace = view.isNamespaced ? topScreen(state).subject!.namespace : '';
	return {view: view.name, uid: owner.uid, namespace, name: owner.name};
}

function whyNoOwner(state: State): string | undefined {
	if (ownerMeant(state) !== undefined) return undefined;
	const owner = ownerReference(state);
	return owner === undefined
		? 'It names no owner.'
		: `Its owner ${owner.kind} ${owner.name} is of a kind that this server does not list.`;
}

export const ownerBinding: Binding = {
	group: 'Look',
	name: 'owner',
	keys: ['J'],
	label: 'owner',
	help: 'Opens what owns the object on screen: what controls it, where there are several.',
	places: ['detail', 'yaml'],
	does: state => openDetail(ownerMeant(state)!),
	whyDisabled: whyNoOwner,
};
