import {isSame, type Tree} from '../object.ts';
import {atomic, members} from './fields.ts';
import {type Cause, immutable, type Kind, required, unsupported} from './kind.ts';
import {conditions, labelSelector, objectShape} from './metadata.ts';

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** Room on a volume. What the volumes themselves are is nobody's business here: every claim gets one of its own. */
export const persistentVolumeClaims: Kind = {
	group: '',
	version: 'v1',
	kind: 'PersistentVolumeClaim',
	plural: 'persistentvolumeclaims',
	singular: 'persistentvolumeclaim',
	shortNames: ['pvc'],
	isNamespaced: true,
	hasStatus: true,
	shape: objectShape({
		spec: members(
			{strings: 'accessModes', string: 'volumeName storageClassName volumeMode'},
			{
				selector: labelSelector,
				resources: members({quantities: 'limits requests'}),
				dataSource: atomic(members({string: 'apiGroup kind name'})),
				dataSourceRef: members({string: 'apiGroup kind name namespace'}),
			},
		),
		status: members(
			{string: 'phase', strings: 'accessModes', quantities: 'capacity allocatedResources'},
			{conditions},
		),
	}),
	fill(claim) {
		claim.spec ??= {};
		claim.spec.volumeMode ??= 'Filesystem';
		claim.spec.storageClassName ??= 'standard';
		claim.status ??= {phase: 'Pending'};
	},
	check: ({spec}, before) => [...checkSpec(spec), ...checkKept(spec, before?.spec)],
};

function checkSpec({accessModes = [], resources}: Tree): Cause[] {
	const unknown = (accessModes as string[]).filter(mode => !modes.includes(mode));
	return [
		...(accessModes.length === 0 ? [required('spec.accessModes', 'at least 1 access mode is required')] : []),
		...unknown.map(mode => unsupported('spec.accessModes', mode, modes)),
		...(resources?.requests?.storage ? [] : [required('spec.resources[storage]')]),
	];
}

/** Its volume is given to it once; what it asks for may still grow. */
function checkKept(spec: Tree, before: Tree | undefined): Cause[] {
	if (before === undefined || !before.volumeName) return [];
	return ['accessModes', 'storageClassName', 'volumeName', 'volumeMode'].flatMap(member =>
		immutable(`spec.${member}`, spec[member], isSame(spec[member], before[member])),
	);
}
