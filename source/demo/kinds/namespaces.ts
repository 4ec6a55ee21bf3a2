import {members} from './fields.ts';
import type {Kind} from './kind.ts';
import {conditions, objectShape} from './metadata.ts';

export const namespaces: Kind = {
	group: '',
	version: 'v1',
	kind: 'Namespace',
	plural: 'namespaces',
	singular: 'namespace',
	shortNames: ['ns'],
	isNamespaced: false,
	hasStatus: true,
	isDeletedSingly: true,
	shape: objectShape({
		spec: members({strings: 'finalizers'}),
		status: members({string: 'phase'}, {conditions}),
	}),
	selectableFields: {'status.phase': namespace => namespace.status?.phase},
	fill(namespace) {
		namespace.metadata.labels = {
			...namespace.metadata.labels,
			'kubernetes.io/metadata.name': namespace.metadata.name,
		};
	},
	prepare(namespace) {
		namespace.spec = {finalizers: ['kubernetes']};
		namespace.status = {phase: 'Active'};
	},
};
