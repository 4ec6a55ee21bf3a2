import {expect, it} from 'vitest';
import {pullProblem} from '../../source/resources/pull-problem.ts';

const resolving =
	'rpc error: code = Unknown desc = failed to pull and unpack image "shop/app:9": failed to resolve reference "shop/app:9": ';

it.each([
	['Back-off pulling image "shop/app:9"', ''],
	['Back-off pulling image "registry.example:5000/shop/app:9"', ''],
	[`${resolving}shop/app:9: not found`, 'not found'],
	[
		`${resolving}unexpected status from HEAD request to https://registry.example/v2/: 403 Forbidden`,
		'access denied',
	],
	[
		`${resolving}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
		'access denied, or no such repository',
	],
	[
		`${resolving}429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://registry.example/limit`,
		"the registry's pull limit is reached",
	],
	[
		`${resolving}failed to do request: Head "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.10:53: no such host`,
		"the registry's name can't be resolved",
	],
	[`${resolving}dial tcp 192.0.2.1:443: i/o timeout`, "the registry doesn't answer"],
	[
		`${resolving}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
		"the registry's certificate isn't trusted",
	],
	['no match for platform in manifest: not found', "no image for the node's platform"],
	['write /var/lib/x: no space left on device', "the node's disk is full"],
	[`${resolving}the moon is full`, 'the moon is full'],
	[`${resolving}${'far too long to be told in a line, '.repeat(4)}`, ''],
	['', ''],
])('finds the cause in %s', (message, cause) => {
	expect(pullProblem('ErrImagePull', message)).toBe(cause);
});

it.each([
	['InvalidImageName', 'no valid image reference'],
	['ErrImageNeverPull', 'absent on the node, and the pull policy is Never'],
])('goes by %s alone', (reason, cause) => {
	expect(pullProblem(reason, 'not found')).toBe(cause);
});
