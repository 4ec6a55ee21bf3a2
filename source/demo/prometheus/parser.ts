import {checked} from './kinds.ts';
import {durationMs, type Token, tokensOf, unquoted} from './lexer.ts';
import {
	aggregations,
	type Binary,
	comparisons,
	type Expression,
	type Matcher,
	type Matching,
	ParseError,
	parametrised,
	type Selector,
	setOperators,
} from './syntax.ts';

/** Reads a query; throws `ParseError` for one that Prometheus, or this small part of it, does not know. */
export function parse(query: string): Expression {
	const parser = new Parser(query);
	const expression = parser.whole();
	return checked(query, expression, parser.places);
}

/** From the weakest to the strongest; all but the last bind to the left. */
const precedence: readonly (readonly string[])[] = [
	['or'],
	['and', 'unless'],
	['==', '!=', '<', '<=', '>', '>='],
	['+', '-'],
	['*', '/', '%'],
	['^'],
];

const powerLevel = precedence.length - 1;

class Parser {
	/** Where in the query each expression begins. */
	readonly places = new Map<Expression, number>();
	readonly #query: string;
	readonly #tokens: readonly Token[];
	#position = 0;

	constructor(query: string) {
		this.#query = query;
		this.#tokens = tokensOf(query);
	}

	whole(): Expression {
		if (this.#peek().type === 'end') throw this.#error('no expression found in input');
		const expression = this.#binary(0);
		if (this.#peek().type !== 'end') throw this.#unexpected();
		return expression;
	}

	#peek(): Token {
		return this.#tokens[this.#position]!;
	}

	#take(): Token {
		return this.#tokens[this.#position++]!;
	}

	#has(text: string): boolean {
		const {type} = this.#peek();
		return this.#peek().text === text && (type === 'sign' || type === 'name');
	}

	#takeIf(text: string): boolean {
		const isIt = this.#has(text);
		if (isIt) this.#position++;
		return isIt;
	}

	#expect(text: string): void {
		if (!this.#takeIf(text)) throw this.#unexpected(text);
	}

	#error(says: string, at = this.#peek().at): ParseError {
		return new ParseError(this.#query, at, says);
	}

	#unexpected(wanted?: string): ParseError {
		const {type, text} = this.#peek();
		const found = type === 'end' ? 'end of input' : JSON.stringify(text);
		return this.#error(`unexpected ${found}${wanted ? `, expected ${JSON.stringify(wanted)}` : ''}`);
	}

	#placed<T extends Expression>(expression: T, at: number): T {
		this.places.set(expression, at);
		return expression;
	}

	#binary(level: number): Expression {
		const {at} = this.#peek();
		if (level === precedence.length) return this.#unary();
		let left = this.#binary(level + 1);
		while (precedence[level]!.some(operator => this.#has(operator))) {
			const operator = this.#take().text;
			const returnsBool = this.#takeIf('bool');
			if (returnsBool && !comparisons.has(operator))
				throw this.#error('bool modifier can only be used on comparison operators');
			const matching = this.#matching(operator);
			const right = level === powerLevel ? this.#binary(level) : this.#binary(level + 1);
			left = this.#placed<Binary>({type: 'binary', operator, left, right, returnsBool, matching}, at);
		}
		return left;
	}

	#matching(operator: string): Matching {
		if (!this.#has('on') && !this.#has('ignoring')) return {labels: [], isOn: false, included: []};
		const isOn = this.#take().text === 'on';
		const labels = this.#labels();
		if (!this.#has('group_left') && !this.#has('group_right')) return {labels, isOn, included: []};
		if (setOperators.has(operator))
			throw this.#error(`no grouping allowed for ${JSON.stringify(operator)} operation`);
		const many = this.#take().text === 'group_left' ? 'left' : 'right';
		const included = this.#has('(') ? this.#labels() : [];
		return {labels, isOn, many, included};
	}

	#labels(): string[] {
		const labels: string[] = [];
		this.#expect('(');
		while (!this.#takeIf(')')) {
			if (this.#peek().type !== 'name') throw this.#unexpected();
			labels.push(this.#take().text);
			if (!this.#has(')')) this.#expect(',');
		}
		return labels;
	}

	#unary(): Expression {
		const {at} = this.#peek();
		if (this.#takeIf('+')) return this.#binary(powerLevel);
		if (this.#takeIf('-')) return this.#placed({type: 'negation', of: this.#binary(powerLevel)}, at);
		const isGrouped = this.#has('(');
		const primary = this.#primary();
		if (isGrouped && (this.#has('[') || this.#has('offset')))
			throw this.#error('ranges and offsets are only allowed right behind a vector selector');
		return this.#modified(primary);
	}

	#primary(): Expression {
		const {type, text, at} = this.#peek();
		if (this.#takeIf('(')) {
			const inner = this.#binary(0);
			this.#expect(')');
			return inner;
		}
		if (this.#has('{')) return this.#selector('');
		if (type === 'number') return this.#placed({type: 'number', value: Number(this.#take().text)}, at);
		if (type === 'text') return this.#placed({type: 'text', value: this.#text()}, at);
		if (type !== 'name') throw this.#unexpected();
		if (/^(inf|nan)$/i.test(text))
			return this.#placed({type: 'number', value: namedNumber(this.#take().text)}, at);
		this.#take();
		if (aggregations.has(text) && ['(', 'by', 'without'].some(sign => this.#has(sign)))
			return this.#aggregation(text, at);
		return this.#has('(') ? this.#call(text, at) : this.#selector(text, at);
	}

	#text(): string {
		const {at} = this.#peek();
		const text = unquoted(this.#take().text);
		if (text === undefined) throw this.#error('unknown escape sequence', at);
		return text;
	}

	#aggregation(operator: string, at: number): Expression {
		const before = this.#grouping();
		const given = this.#given();
		const {labels, isWithout} = before ?? this.#grouping() ?? {labels: [], isWithout: false};
		const wanted = parametrised.has(operator) ? 2 : 1;
		if (given.length !== wanted)
			throw this.#error(
				`wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${given.length}`,
				at,
			);
		const [parameter, of] = wanted === 2 ? given : [undefined, given[0]];
		return this.#placed({type: 'aggregation', operator, of: of!, parameter, labels, isWithout}, at);
	}

	#grouping(): {labels: string[]; isWithout: boolean} | undefined {
		if (!this.#has('by') && !this.#has('without')) return undefined;
		const isWithout = this.#take().text === 'without';
		return {labels: this.#labels(), isWithout};
	}

	#given(): Expression[] {
		const given: Expression[] = [];
		this.#expect('(');
		while (!this.#takeIf(')')) {
			given.push(this.#binary(0));
			if (!this.#has(')')) this.#expect(',');
		}
		return given;
	}

	#call(name: string, at: number): Expression {
		return this.#placed({type: 'call', name, given: this.#given()}, at);
	}

	#selector(name: string, at = this.#peek().at): Selector {
		const matchers: Matcher[] = name ? [{label: '__name__', operator: '=', value: name}] : [];
		if (this.#takeIf('{')) {
			while (!this.#takeIf('}')) {
				matchers.push(this.#matcher());
				if (!this.#has('}')) this.#expect(',');
			}
		}
		return this.#placed({type: 'selector', matchers, rangeMs: 0, offsetMs: 0}, at);
	}

	#matcher(): Matcher {
		if (this.#peek().type !== 'name') throw this.#unexpected('identifier or "}"');
		const label = this.#take().text;
		const operator = this.#take().text as Matcher['operator'];
		if (!['=', '!=', '=~', '!~'].includes(operator)) {
			this.#position--;
			throw this.#unexpected('label matching operator');
		}
		if (this.#peek().type !== 'text') throw this.#unexpected('string');
		return {label, operator, value: this.#text()};
	}

	/** A range and an offset behind a selector. */
	#modified(expression: Expression): Expression {
		const at = this.places.get(expression) ?? this.#peek().at;
		let selector = expression;
		if (this.#takeIf('[')) {
			const rangeMs = this.#duration();
			if (this.#peek().text.startsWith(':')) throw this.#error('subqueries are not supported by this server');
			this.#expect(']');
			if (selector.type !== 'selector') throw this.#error('ranges only allowed for vector selectors', at);
			selector = this.#placed({...selector, rangeMs}, at);
		}
		if (this.#takeIf('offset')) {
			const sign = this.#takeIf('-') ? -1 : 1;
			const offsetMs = sign * this.#duration();
			if (selector.type !== 'selector')
				throw this.#error(
					'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
					at,
				);
			selector = this.#placed({...selector, offsetMs}, at);
		}
		if (this.#has('@')) throw this.#error('the @ modifier is not supported by this server');
		return selector;
	}

	#duration(): number {
		const {type, text} = this.#peek();
		const ms = type === 'duration' ? durationMs(text) : undefined;
		if (ms === undefined) throw this.#unexpected('duration');
		if (ms === 0) throw this.#error('duration must be greater than 0');
		this.#take();
		return ms;
	}
}

function namedNumber(text: string): number {
	return /^nan$/i.test(text) ? Number.NaN : Number.POSITIVE_INFINITY;
}
