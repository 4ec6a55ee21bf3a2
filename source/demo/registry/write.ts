/** What creating and updating have in common: every object passes the same checks, whoever writes it. */
import {invalid} from '../api/status.ts';
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import type {Kind} from '../kinds/kind.ts';
import {checkMetadata} from '../kinds/metadata.ts';
import type {KubernetesObject} from '../object.ts';
import type {FitOptions} from './fit-body.ts';
import {type Managed, managedFields} from './managed-fields.ts';

export type WriteOptions = FitOptions & {
	manager: string;
	isDryRun?: boolean;
	subresource?: 'status' | 'scale';
	/** Whether numbers are floats where whole ones are stored, which is another type, though they are equal. */
	isRetyped?: boolean;
	/** Who owns what, where an apply has decided it. */
	managedFields?: Managed[];
};

/** Throws what is wrong with an object that is to be stored. */
export function refuseWrong(kind: Kind, object: KubernetesObject, before?: KubernetesObject): void {
	const causes = [...checkMetadata(object.metadata), ...(kind.check?.(object, before) ?? [])];
	if (causes.length > 0) throw invalid(kind, object.metadata.name, causes);
}

/** Writes down in `managedFields` who wrote what. */
export function sign(
	{clock}: Cluster,
	kind: Kind,
	before: KubernetesObject | undefined,
	object: KubernetesObject,
	options: WriteOptions,
): void {
	const managed =
		options.managedFields ?? managedFields(kind, before, object, options, timestamp(clock.now()));
	if (managed.length > 0) object.metadata.managedFields = managed;
	else delete object.metadata.managedFields;
}

export function dropUndefined<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;
}
