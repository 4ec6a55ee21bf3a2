import {unsupported} from '../kinds/kind.ts';
import type {WriteOptions} from '../registry/write.ts';
import type {Exchange} from './exchange.ts';
import {wrongOption} from './status.ts';

const optionsOf: Record<string, string> = {
	POST: 'CreateOptions',
	PUT: 'UpdateOptions',
	PATCH: 'PatchOptions',
	DELETE: 'DeleteOptions',
};

const tooLong = {
	reason: 'FieldValueTooLong',
	message: 'Too long: may not be more than 128 bytes',
	field: 'fieldManager',
};

const validations = ['', 'Ignore', 'Strict', 'Warn'];

/** Reads `dryRun`, `fieldManager` and `fieldValidation`. */
export function writeOptions({request, query, warnings}: Exchange, subresource?: string): WriteOptions {
	const dryRun = query.getAll('dryRun');
	const validation = query.get('fieldValidation') ?? '';
	const options = optionsOf[request.method!]!;
	if (dryRun.some(value => value !== 'All'))
		throw wrongOption(options, [unsupported('dryRun', dryRun, ['All'])]);
	if (!validations.includes(validation)) {
		throw wrongOption(options, [unsupported('fieldValidation', validation, validations)]);
	}
	const manager = query.get('fieldManager') ?? '';
	if (Buffer.byteLength(manager) > 128) throw wrongOption(options, [tooLong]);
	const client = request.headers['user-agent']?.split('/')[0] || 'unknown';
	return {
		manager: manager || client,
		isDryRun: dryRun.length > 0,
		fieldValidation: (validation || 'Warn') as WriteOptions['fieldValidation'],
		subresource: subresource as WriteOptions['subresource'],
		warn: says => warnings.push(says),
	};
}
