/** Who may do what. Kept as they were sent: who asks this cluster may do everything, whatever is bound. */
import {isSame, type Tree} from '../object.ts';
import {list, members} from './fields.ts';
import {type Cause, invalidValue, type Kind, required, unsupported} from './kind.ts';
import {objectShape} from './metadata.ts';

const group = 'rbac.authorization.k8s.io';
const version = 'v1';

export const roles: Kind = {
	group,
	version,
	kind: 'Role',
	plural: 'roles',
	singular: 'role',
	isNamespaced: true,
	shape: objectShape({
		rules: list(members({strings: 'verbs apiGroups resources resourceNames nonResourceURLs'})),
	}),
	check: ({rules = []}) => rules.flatMap(checkRule),
};

function checkRule({verbs = [], apiGroups = [], resources = []}: Tree, index: number): Cause[] {
	const field = `rules[${index}]`;
	if (verbs.length === 0) return [required(`${field}.verbs`, 'verbs must contain at least one value')];
	if (apiGroups.length === 0)
		return [required(`${field}.apiGroups`, 'resource rules must supply at least one api group')];
	return resources.length === 0
		? [required(`${field}.resources`, 'resource rules must supply at least one resource')]
		: [];
}

const roleKinds = ['Role', 'ClusterRole'];
const subjectKinds = ['ServiceAccount', 'User', 'Group'];

export const roleBindings: Kind = {
	group,
	version,
	kind: 'RoleBinding',
	plural: 'rolebindings',
	singular: 'rolebinding',
	isNamespaced: true,
	shape: objectShape({
		subjects: list(members({string: 'kind apiGroup name namespace'})),
		roleRef: members({string: 'apiGroup kind name'}),
	}),
	fill({roleRef, subjects = []}) {
		if (roleRef) roleRef.apiGroup ||= group;
		for (const subject of subjects) if (subject.kind !== 'ServiceAccount') subject.apiGroup ||= group;
	},
	check({roleRef = {}, subjects = []}, before) {
		return [
			...(roleKinds.includes(roleRef.kind)
				? []
				: [unsupported('roleRef.kind', roleRef.kind ?? '', roleKinds)]),
			...(roleRef.name ? [] : [required('roleRef.name')]),
			...subjects.flatMap(checkSubject),
			...(before && !isSame(before.roleRef, roleRef)
				? [invalidValue('roleRef', roleRef, 'cannot change roleRef')]
				: []),
		];
	},
};

/** Accounts have a namespace; of one that is left out, the server does not guess. */
function checkSubject({kind, name, namespace}: Tree, index: number): Cause[] {
	const field = `subjects[${index}]`;
	if (!name) return [required(`${field}.name`)];
	if (!subjectKinds.includes(kind)) return [unsupported(`${field}.kind`, kind ?? '', subjectKinds)];
	return kind === 'ServiceAccount' && !namespace ? [required(`${field}.namespace`)] : [];
}
