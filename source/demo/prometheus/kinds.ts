/** Which kind of value every part of a query has, and whether that is what is wanted there. */
import {signatures} from './signatures.ts';
import {
	type Binary,
	comparisons,
	type Expression,
	type Kind,
	ParseError,
	type Selector,
	setOperators,
} from './syntax.ts';

/** The expression, once all its parts fit together. */
export function checked(
	query: string,
	expression: Expression,
	places: ReadonlyMap<Expression, number>,
): Expression {
	const fail = (at: Expression, says: string): never => {
		throw new ParseError(query, places.get(at) ?? 0, says);
	};
	check(expression, fail);
	return expression;
}

type Fail = (at: Expression, says: string) => never;

function check(expression: Expression, fail: Fail): Kind {
	switch (expression.type) {
		case 'number':
			return 'scalar';
		case 'text':
			return 'string';
		case 'selector':
			return checkSelector(expression, fail);
		case 'negation': {
			const kind = check(expression.of, fail);
			return kind === 'scalar' || kind === 'instant vector'
				? kind
				: fail(
						expression,
						`unary expression only allowed on expressions of type scalar or instant vector, got ${JSON.stringify(kind)}`,
					);
		}
		case 'aggregation': {
			const {of, parameter} = expression;
			if (parameter) want('scalar', parameter, 'aggregation parameter', fail);
			want('instant vector', of, 'aggregation expression', fail);
			return 'instant vector';
		}
		case 'call':
			return checkCall(expression, fail);
		default:
			return checkBinary(expression, fail);
	}
}

function want(kind: Kind, expression: Expression, where: string, fail: Fail): void {
	const found = check(expression, fail);
	if (found !== kind) fail(expression, `expected type ${kind} in ${where}, got ${found}`);
}

function checkSelector(selector: Selector, fail: Fail): Kind {
	const {matchers, rangeMs} = selector;
	for (const {operator, value} of matchers) {
		if (operator.includes('~') && !isPattern(value))
			fail(selector, `error parsing regexp: ${JSON.stringify(value)}`);
	}
	const names = matchers.filter(({label}) => label === '__name__');
	if (names.length > 1 && names[0]!.operator === '=' && names.slice(1).some(({operator}) => operator === '='))
		fail(
			selector,
			`metric name must not be set twice: ${JSON.stringify(names[0]!.value)} or ${JSON.stringify(names[1]!.value)}`,
		);
	const narrows = matchers.some(({operator, value}) => {
		if (operator === '=') return value !== '';
		if (operator === '!=') return value === '';
		return operator === '=~' ? isPattern(value) && !matchesWhole(value, '') : matchesWhole(value, '');
	});
	if (!narrows) fail(selector, 'vector selector must contain at least one non-empty matcher');
	return rangeMs > 0 ? 'range vector' : 'instant vector';
}

/** Whether JavaScript reads a pattern as RE2 does: RE2 knows neither look-around nor back-references. */
function isPattern(pattern: string): boolean {
	if (/\(\?[=!]|\(\?<[=!]|\\[1-9]/.test(pattern)) return false;
	try {
		new RegExp(pattern);
		return true;
	} catch {
		return false;
	}
}

export function matchesWhole(pattern: string, text: string): boolean {
	return new RegExp(`^(?:${pattern})$`, 's').test(text);
}

function checkCall(call: Expression & {type: 'call'}, fail: Fail): Kind {
	const signature = signatures[call.name];
	if (!signature) return fail(call, `unknown function with name ${JSON.stringify(call.name)}`);
	const {wants, least = wants.length, returns} = signature;
	const count = call.given.length;
	const {length: most} = wants;
	const name = JSON.stringify(call.name);
	if (count < least)
		fail(
			call,
			`expected ${least === most ? '' : 'at least '}${least} argument(s) in call to ${name}, got ${count}`,
		);
	if (count > most)
		fail(
			call,
			`expected ${least === most ? '' : 'at most '}${most} argument(s) in call to ${name}, got ${count}`,
		);
	call.given.forEach((each, i) => {
		want(wants[i]!, each, `call to function ${name}`, fail);
	});
	return returns;
}

function checkBinary(binary: Binary, fail: Fail): Kind {
	const {operator, left, right, returnsBool, matching} = binary;
	const kinds = [check(left, fail), check(right, fail)];
	if (kinds.some(kind => kind !== 'scalar' && kind !== 'instant vector'))
		fail(binary, 'binary expression must contain only scalar and instant vector types');
	const areScalars = kinds.every(kind => kind === 'scalar');
	if (areScalars && comparisons.has(operator) && !returnsBool)
		fail(binary, 'comparisons between scalars must use BOOL modifier');
	if (kinds.includes('scalar')) {
		if (setOperators.has(operator))
			fail(binary, `set operator ${JSON.stringify(operator)} not allowed in binary scalar expression`);
		if (matching.labels.length > 0) fail(binary, 'vector matching only allowed between instant vectors');
	}
	const twice = matching.isOn && matching.included.find(label => matching.labels.includes(label));
	if (twice) fail(binary, `label ${JSON.stringify(twice)} must not occur in ON and GROUP clause at once`);
	return areScalars ? 'scalar' : 'instant vector';
}
