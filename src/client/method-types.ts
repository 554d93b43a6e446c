import type { Listing } from './listing.ts';
import type { METHODS, OperationId } from './method-names.ts';
import type { operations } from './openapi-types.ts';
import type { OPERATIONS } from './operation-table.ts';
import type { CallOptions, HEADER_OF_OPTION } from './request.ts';

/* A method takes the parameters of its path, then the body, then an object with query, headers and how it is to be asked. */

/** Every resource of the API with its methods. */
export type Client = {
  readonly [Resource in keyof typeof METHODS]: Methods<(typeof METHODS)[Resource]>;
};

type Methods<Names extends Readonly<Record<string, OperationId>>> = {
  readonly [Name in keyof Names]: Method<Names[Name]>;
};

type Method<Id extends OperationId> = (
  ...args: [...PathArguments<Row<Id>['path']>, ...BodyArguments<Id>, ...OptionArguments<Id>]
) => Row<Id>['pageOf'] extends string ? PagesOf<Id> : Promise<Value<Id>>;

type Row<Id extends OperationId> = (typeof OPERATIONS)[Id];

type PathArguments<Path extends string> = Path extends `${string}{${string}}${infer Rest}`
  ? [parameter: string | number, ...PathArguments<Rest>]
  : [];

type BodyArguments<Id extends OperationId> = operations[Id] extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer Body } };
}
  ? [body: Body]
  : [];

type OptionArguments<Id extends OperationId> =
  Partial<Options<Id>> extends Options<Id> ? [options?: Options<Id>] : [options: Options<Id>];

type Options<Id extends OperationId> = CallOptions & QueryOptions<Id> & HeaderOptions<Id>;

type QueryOptions<Id extends OperationId> = operations[Id]['parameters'] extends {
  readonly query?: infer Query;
}
  ? { readonly [Name in keyof NonNullable<Query>]: Spoken<NonNullable<Query>[Name]> }
  : unknown;

/** Of `'true' | 'false'`, as a query has it, also the booleans. */
type Spoken<Text> = Text | ('true' extends Text ? boolean : never);

type HeaderOptions<Id extends OperationId> = {
  readonly [Option in keyof typeof HEADER_OF_OPTION as (typeof HEADER_OF_OPTION)[Option] extends Row<Id>['headers'][number]
    ? Option
    : never]?: string;
};

type Content<Answer> = Answer extends { readonly content: { readonly 'application/json': infer Body } }
  ? Body
  : never;

type Value<Id extends OperationId> = Spelled<
  Content<operations[Id]['responses'][Row<Id>['answers'][number] & keyof operations[Id]['responses']]>
>;

/** An answer without content is nothing. */
type Spelled<Body> = [Body] extends [null] ? undefined : Body;

type PagesOf<Id extends OperationId> = Listing<ItemOf<Value<Id>, Row<Id>['pageOf']>, Value<Id>>;

type ItemOf<Page, Field> = Field extends keyof Page
  ? Page[Field] extends readonly (infer Item)[]
    ? Item
    : never
  : never;
