import {list, members, setOfStrings} from './fields.ts';
import type {Kind} from './kind.ts';
import {conditions, objectShape} from './metadata.ts';

export const nodes: Kind = {
	group: '',
	version: 'v1',
	kind: 'Node',
	plural: 'nodes',
	singular: 'node',
	shortNames: ['no'],
	isNamespaced: false,
	hasStatus: true,
	shape: objectShape({
		spec: members(
			{
				string: 'podCIDR providerID externalID',
				flag: 'unschedulable',
				any: 'configSource',
			},
			{podCIDRs: setOfStrings, taints: list(members({string: 'key value effect timeAdded'}))},
		),
		status: members(
			{
				string: 'phase',
				quantities: 'capacity allocatable',
				any: 'daemonEndpoints nodeInfo config features runtimeHandlers',
				strings: 'volumesInUse declaredFeatures',
			},
			{
				conditions,
				addresses: list(members({string: 'type address'}), 'type'),
				images: list({is: 'any'}),
				volumesAttached: list({is: 'any'}),
			},
		),
	}),
	selectableFields: {'spec.unschedulable': node => String(node.spec?.unschedulable ?? false)},
	fill(node) {
		node.spec ??= {};
		node.status ??= {};
	},
};
