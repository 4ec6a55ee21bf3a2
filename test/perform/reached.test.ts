import {expect, test} from 'vitest';
import {statusTrouble} from '../../source/cluster/trouble-of.ts';
import {isUnanswered} from '../../source/perform/reached.ts';

const asked = {doing: 'change Deployment shop/web', server: 'eu1', isPatch: true};

function answered(status: number, message: string) {
	return statusTrouble({status, body: JSON.stringify({kind: 'Status', message})}, asked);
}

test.each([
	['of a store that ran out of time', 500, 'etcdserver: request timed out', true],
	['of a store that lost its leader', 500, 'etcdserver: leader changed', true],
	['of a server that ran out of time', 500, 'context deadline exceeded', true],
	['of a gateway', 504, '', true],
	['of a webhook that failed', 500, 'failed calling webhook "w": connection refused', false],
	['of a webhook that is slow', 500, 'failed calling webhook "w": context deadline exceeded', false],
	['of a server that refuses', 403, 'no', false],
	['of an object that is invalid', 422, 'Invalid value: "x"', false],
])('the answer %s leaves open whether it wrote: %#', (_name, status, message, isOpen) => {
	expect(isUnanswered(answered(status, message))).toBe(isOpen);
});
