/** What looks like a secret, in words of a program that may print anything. */
const secrets = [
	/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g,
	/\bk8s-aws-v1\.[\w-]+/g,
	/\b(?<=bearer\s+)\S+/gi,
	/(?<=["']?(?:\w*token|password|passwd|secret|client_?secret|clientKeyData|authorization)["']?\s*[=:]\s*)(?:["'][^"']*["']|[^\s"',;]+)/gi,
	/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/** The text without what looks like a token, a password or a key. */
export function concealed(text: string): string {
	return secrets.reduce((left, pattern) => left.replace(pattern, '[concealed]'), text);
}
