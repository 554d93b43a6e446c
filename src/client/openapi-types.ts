/* The schemas and operations of the API. Written by scripts/write-client-types.ts from docs/openapi.json. */
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The daemon answers */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The daemon can take calls and requests */
        get: operations["readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List bindings, pool by pool and number by number
         * @description A page may have fewer than `limit`, and even none, before the last one.
         */
        get: operations["listBindings"];
        put?: never;
        /**
         * Bind two parties to a privacy number
         * @description A pair that is bound already keeps its number and gets the new terms.
         */
        post: operations["bind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bindings:batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bind up to 1,000 pairs at once
         * @description One result a row, in their order; a row that is refused does not stop the others.
         */
        post: operations["bindMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bindings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a binding */
        get: operations["getBinding"];
        put?: never;
        post?: never;
        /** Release a binding */
        delete: operations["releaseBinding"];
        options?: never;
        head?: never;
        /**
         * Change a live binding in place
         * @description All or nothing. Calls that are up go on. A party that gives way to another is refused on the number from then on, and in its cool-down there; the one that comes in must be free for it, as for a new binding (409 `number-taken`). Stops a running after-call timer, as binding the pair again does.
         */
        patch: operations["amendBinding"];
        trace?: never;
    };
    "/v1/bindings:search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * List the bindings of a party
         * @description A POST, so that the real number does not end up in the logs of proxies.
         */
        post: operations["searchBindings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bindings/{id}/temporary-callee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say whom A reaches for a while
         * @description Modes ax, axe, axg: A calling X reaches this party before whoever called last, until the time is over.
         */
        put: operations["setTemporaryCallee"];
        post?: never;
        /** End that */
        delete: operations["clearTemporaryCallee"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{group}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a group with its members */
        get: operations["getGroup"];
        /**
         * Create a group of numbers, or replace its members
         * @description For bindings of the mode axg. Calls see the new members at once.
         */
        put: operations["putGroup"];
        post?: never;
        /**
         * Delete a group
         * @description Refused while live bindings name it.
         */
        delete: operations["deleteGroup"];
        options?: never;
        head?: never;
        /** Add and remove members of a group */
        patch: operations["changeGroup"];
        trace?: never;
    };
    "/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List groups, without their members */
        get: operations["listGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List live calls */
        get: operations["listCalls"];
        put?: never;
        /**
         * Call A, then B
         * @description Answers when the order to call A is given. Send an `Idempotency-Key`: a telephone that rings twice cannot be undone. A pair without a binding in the pool gets a reverse one, so that B can call back.
         */
        post: operations["startCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Hang up a live call */
        delete: operations["hangUpCall"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/routes:explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask whom a call would reach, or would have reached, and why */
        post: operations["explainRoute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cdrs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List call records
         * @description In the order in which the calls began. A call that lasts long gets its record late, in the place where it began: read a time that is long over, or the same time again.
         */
        get: operations["listCallRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cdrs:search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * List the call records of a party
         * @description A POST, so that the real number does not end up in the logs of proxies.
         */
        post: operations["searchCallRecords"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cdrs/{call}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the record of a call */
        get: operations["getCallRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List recordings
         * @description In the order in which they began. A recording is there seconds after its call.
         */
        get: operations["listRecordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{recording}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what is known of a recording */
        get: operations["getRecording"];
        put?: never;
        post?: never;
        /**
         * Delete a recording for good
         * @description Its key is destroyed first. One that is held is refused.
         */
        delete: operations["deleteRecording"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{recording}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a recording, or a part of it
         * @description One range of bytes may be asked for (`Range`, `If-Range`). Each download is audited.
         */
        get: operations["downloadRecording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recording-links/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a recording by a link
         * @description The link is the key: it opens one recording, for a short time. Each download is audited.
         */
        get: operations["downloadLinkedRecording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{recording}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link that opens a recording for a short time */
        post: operations["linkRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{recording}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Hold a recording: it outlives its time and is not deleted
         * @description For proceedings of law.
         */
        put: operations["holdRecording"];
        post?: never;
        /**
         * Let it go
         * @description When its time was over meanwhile, it is shredded with that.
         */
        delete: operations["releaseRecording"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read events, by pages or as a stream
         * @description With `Accept: text/event-stream` as server-sent events that go on until you close them; an event `reset` says that events are missing, since they are no longer kept. The header `Last-Event-ID` goes before `after`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the URLs that get events */
        get: operations["listEventEndpoints"];
        put?: never;
        /** Have events posted to a URL, from now on */
        post: operations["createEventEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{endpoint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a URL that gets events, and how far it has come */
        get: operations["getEventEndpoint"];
        put?: never;
        post?: never;
        /** Have no more events posted to a URL */
        delete: operations["removeEventEndpoint"];
        options?: never;
        head?: never;
        /** Change, disable or enable a URL that gets events */
        patch: operations["changeEventEndpoint"];
        trace?: never;
    };
    "/v1/event-endpoints/{endpoint}/secret:rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a URL that gets events a new secret
         * @description For a day the deliveries are signed by the earlier secret as well.
         */
        post: operations["rotateEventEndpointSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{endpoint}/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the events that a URL did not take and that were given up */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{endpoint}/dead-letters:redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have events that were given up delivered again
         * @description One, or all since an instant. They come after what has been delivered meanwhile.
         */
        post: operations["redeliverDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-endpoints/{endpoint}/events:replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a URL get all events after a number, once more
         * @description Or, with a number that it has not come to, pass over those before.
         */
        post: operations["replayEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List pools with their usage */
        get: operations["listPools"];
        put?: never;
        /** Create a pool */
        post: operations["createPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{pool}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a pool with its usage */
        get: operations["getPool"];
        put?: never;
        post?: never;
        /**
         * Delete a pool with its numbers
         * @description Refused while live or cooling bindings hold one of them.
         */
        delete: operations["deletePool"];
        options?: never;
        head?: never;
        /** Change a pool's policy */
        patch: operations["changePool"];
        trace?: never;
    };
    "/v1/numbers/{x}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a privacy number with its use */
        get: operations["getNumber"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{pool}/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give numbers to a pool
         * @description For the operator, who knows whose numbers they are. Numbers with earlier bindings come in once these are forgotten.
         */
        post: operations["addNumbers"];
        /**
         * Take numbers out of a pool
         * @description Refused while live or cooling bindings hold one of them.
         */
        delete: operations["removeNumbers"];
        options?: never;
        head?: never;
        /** Lock or unlock numbers */
        patch: operations["lockNumbers"];
        trace?: never;
    };
    "/v1/pools/{pool}/route-webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Have a URL asked for each call where it goes
         * @description Its bindings answer when the URL does not. A new webhook gets a secret; one that is changed keeps its own.
         */
        put: operations["setRouteWebhook"];
        post?: never;
        /** Let a pool's bindings decide alone */
        delete: operations["removeRouteWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{pool}/route-webhook:rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a pool's webhook a new secret
         * @description For a day the questions are signed by the earlier secret as well.
         */
        post: operations["rotateRouteWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{pool}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say how many numbers a pool needs
         * @description From its bindings, ended ones included, as far back as they are remembered. May take minutes, of one core that calls and binds have precedence on. One plan is made at a time: another one meanwhile gets 409 `plan-running`.
         */
        get: operations["planPool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tenants */
        get: operations["listTenants"];
        put?: never;
        /** Create a tenant */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename, disable or enable a tenant, and say what it may do */
        patch: operations["changeTenant"];
        trace?: never;
    };
    "/v1/tenants/{tenant}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what a tenant's policy says of calls */
        get: operations["getTenantPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Say how calls on all pools of a tenant are treated
         * @description Counts where neither the binding nor its pool says anything; its lists of callers count besides theirs. Parts that are left out stay, parts that are null go.
         */
        patch: operations["changeTenantPolicy"];
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API keys, revoked ones too */
        get: operations["listApiKeys"];
        put?: never;
        /** Create an API key */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API key, from now on */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the audit log, the earliest first */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description A prompt that is shipped.
         * @enum {string}
         */
        PromptNameInput: "no-binding" | "binding-expired" | "binding-cooling" | "wrong-direction" | "caller-withheld" | "caller-malformed" | "number-locked" | "number-unknown" | "number-malformed" | "callee-busy" | "callee-no-answer" | "callee-rejected" | "callee-unreachable" | "callee-unassigned" | "switch-busy" | "switch-failure" | "enter-extension" | "enter-pin" | "extension-unknown" | "extension-missing" | "nobody-to-return-to" | "not-a-member" | "pin-wrong" | "pin-locked" | "caller-blocked" | "quota-reached" | "quiet-hours" | "call-looped" | "callee-barred" | "caller-unverified" | "too-many-calls" | "call-ending-soon" | "recording-consent" | "survey-question" | "thank-you" | "please-hold";
        /** @description How calls are treated. A part that is null says nothing. */
        CallPolicy: {
            /** @description Longest talk, from the answer. */
            maxCallSeconds?: number | null;
            /** @description How long the callee's telephone rings. */
            ringTimeoutSeconds?: number | null;
            /** @description A spoken warning before the longest talk is over. */
            endingSoon?: {
                beforeEndSeconds: number;
                /** @enum {string} */
                to?: "a" | "b" | "both";
            } | null;
            /** @description Spoken to the caller before the callee is called. */
            callerPrompt?: components["schemas"]["PromptNameInput"] | null;
            /** @description Spoken to the callee on the answer. */
            calleePrompt?: components["schemas"]["PromptNameInput"] | null;
            /** @description Who is called when the party itself is busy or does not answer. */
            alternates?: {
                /** @description Further telephones of A, called one after the other. */
                readonly a?: string[];
                /** @description Further telephones of B. */
                readonly b?: string[];
                /** @description No further one is tried when so much time has passed since the first was called. Default: 120. */
                windowSeconds?: number;
                /** @description Spoken to the caller before each. */
                prompt?: components["schemas"]["PromptNameInput"] | null;
            } | null;
            /** @description Who may call: numbers, or beginnings of numbers with + and *. Pool and binding each have a say. */
            callers?: {
                /** @description Only these may call; null for everybody. */
                allow?: string[] | null;
                /**
                 * @description These may not call.
                 * @example [
                 *       "+8613800138000",
                 *       "+86170*"
                 *     ]
                 */
                readonly deny?: string[];
                /**
                 * @description Calls of which side the lists are for. Default: both.
                 * @enum {string}
                 */
                of?: "a" | "b" | "both";
            } | null;
            /** @description Counted from the time on at which there is a quota. */
            quota?: {
                /** @description Calls that are put through. */
                calls?: number | null;
                /** @description Talk altogether, counted when calls end. */
                talkSeconds?: number | null;
                /** @description Attempts of one caller. */
                callsAMinute?: number | null;
            } | null;
            /** @description A time of day at which nobody is called. */
            quietHours?: {
                /** @example 22:00 */
                from: string;
                /**
                 * @description The first minute that is not quiet any more; before `from` when it is tomorrow.
                 * @example 22:00
                 */
                to: string;
                /** @example Asia/Shanghai */
                zone: string;
            } | null;
            /** @description Released when so many calls were answered and have ended. */
            releaseAfterCalls?: number | null;
            /** @description So long after its expiry B can still call A. */
            graceSeconds?: number | null;
            /** @description Whether the talk is recorded. */
            recording?: {
                /**
                 * @description From when both hear one another. `stereo`: A left, B right. `none`: where the pool records.
                 * @enum {string}
                 */
                mode: "none" | "mixed" | "stereo";
                /** @description Spoken before the two are connected, and not recorded. */
                consent?: {
                    prompt: components["schemas"]["PromptNameInput"];
                    /**
                     * @description Who hears it. Default: both.
                     * @enum {string}
                     */
                    to?: "a" | "b" | "both";
                } | null;
            } | null;
            /** @description One key after the talk, of who is still there. */
            survey?: {
                /** @description Default: survey-question. */
                prompt?: components["schemas"]["PromptNameInput"];
                /** @description The keys that are an answer. Default: 12345. */
                keys?: string;
                /** @description From the end of the prompt; then it is put once more. Default: 5. */
                timeoutSeconds?: number;
                /**
                 * @description Who is asked when the other has hung up. `caller` (default): who called, or is called first.
                 * @enum {string}
                 */
                of?: "a" | "b" | "both" | "caller";
            } | null;
            /** @description Callers with a withheld number or another telephone. Modes two-way, reverse, a-to-b, b-to-a. */
            strangers?: {
                /**
                 * @description A caller whose number is withheld is refused (default), or asked for a PIN.
                 * @enum {string}
                 */
                withheld?: "refuse" | "pin";
                /**
                 * @description The same for one who calls from a telephone that is not bound.
                 * @enum {string}
                 */
                otherPhone?: "refuse" | "pin";
                /** @description Wrong PINs on the binding before the lock-out. Default: 5. */
                attempts?: number;
                /** @description Default: 900. */
                lockOutSeconds?: number;
                /** @description A telephone that proved itself needs no PIN again. */
                remember?: boolean;
                /** @description PIN of each party, different from each other; null for one that cannot prove itself. */
                pins: {
                    a?: string | null;
                    b?: string | null;
                };
            } | null;
        };
        NewTenant: {
            tenant: string;
            /** @default  */
            name?: string;
        };
        TenantChange: {
            name?: string;
            /** @description Refuses the tenant's keys; its bindings and calls go on. */
            disabled?: boolean;
            /** @description Whether its callbacks may show B the real number of A (`display` of a callback). */
            realNumberDisplay?: boolean;
        };
        NewApiKey: {
            /** @description For people. */
            label: string;
            scopes: ("read" | "bind" | "call" | "admin" | "reveal" | "recordings" | "metrics")[];
            /** @description Addresses and CIDR blocks from which the key is taken; none for any. */
            sourceNetworks?: string[];
            /** @description Requests a second in the long run, and at once after a pause; a batch counts its rows. */
            rateLimit?: {
                perSecond: number;
                burst: number;
            };
            /** Format: date-time */
            expiresAt?: string;
        };
        /** @description Any JSON. */
        JsonInput: unknown;
        /** @description A binding that is wished for. */
        Bind: {
            /**
             * @description Party A.
             * @example +8613800138000
             */
            a: string;
            /**
             * @description Party B. In the modes ax, axe and axg optional: whom A reaches when nobody called.
             * @example +8613800138000
             */
            b?: string;
            /**
             * @description The privacy number to use; left out, the pool chooses.
             * @example +8617000000001
             * @example 95000001
             */
            x?: string;
            /**
             * @description Needed when there are several pools and no `x`.
             * @example city
             */
            pool?: string;
            /** @description Only numbers of this area, and of those that it falls back on. */
            areaCode?: string;
            /** @description Areas to take the number from when `areaCode` has none, in this order. Left out: as the pool says. */
            areaFallback?: string[];
            /**
             * @description `two-way`: each reaches the other. `a-to-b`, `b-to-a`: as two-way, but only the one may call the other. `reverse`: only B calling X reaches A, and A stays free on X; for callbacks. `axyb`: A sees X, B sees Y. `ax`: anyone calling X reaches A. `axe`: the same on a shared X with an extension that the caller keys in. `axg`: only the members of a group reach A.
             * @enum {string}
             */
            mode?: "two-way" | "reverse" | "a-to-b" | "b-to-a" | "axyb" | "ax" | "axe" | "axg";
            /**
             * @description Mode axyb: the number that B sees; left out, the pool chooses.
             * @example +8617000000001
             * @example 95000001
             */
            y?: string;
            /** @description Mode axe: the extension; left out, one is chosen. */
            extension?: string;
            /** @description Mode axe: the length of the extension that is chosen. Default: 4. */
            extensionDigits?: number;
            /**
             * @description Mode axg: the group whose members reach A.
             * @example drivers
             */
            group?: string;
            /** @description Modes ax, axe, axg: how long A can call back whoever called last. Default: a day; ax: null. */
            callBackSeconds?: number | null;
            /** @description Mode axe: who keyed in the extension need not do so again while the call-back lasts. */
            rememberCallers?: boolean;
            /** @description The platform's own data, at most 2,048 bytes as JSON; travels with the binding. */
            userData?: components["schemas"]["JsonInput"];
            /** @description The instant from which it resolves no more; null for none. Instead of `expiresInSeconds`. */
            expiresAt?: string | null;
            /** @description Life from now on. Default: as configured. */
            expiresInSeconds?: number;
            /** @description Released so long after the latest call on it ended; null never. */
            afterCallSeconds?: number | null;
            /** @description Every call moves the expiry to at least so long from then; null leaves it alone. */
            slidingSeconds?: number | null;
            policy?: components["schemas"]["CallPolicy"];
            /** @description The platform's own reference; no meaning to axbridge. */
            reference?: string;
        };
        BindMany: {
            bindings: components["schemas"]["Bind"][];
        };
        /** @description What is left out stays as it is. */
        Amendment: {
            /**
             * @description Another party A.
             * @example +8613800138000
             */
            a?: string;
            /** @description Another party B; in the modes ax, axe and axg null for nobody. */
            b?: string | null;
            /**
             * @description Who may call whom, of a binding that has one of these modes.
             * @enum {string}
             */
            mode?: "two-way" | "a-to-b" | "b-to-a";
            /** @description The instant from which it resolves no more; null for none. Instead of `expiresInSeconds`. */
            expiresAt?: string | null;
            /** @description Life from now on. Default: as configured. */
            expiresInSeconds?: number;
            /** @description Released so long after the latest call on it ended; null never. */
            afterCallSeconds?: number | null;
            /** @description Every call moves the expiry to at least so long from then; null leaves it alone. */
            slidingSeconds?: number | null;
            /** @description The platform's own reference; no meaning to axbridge. */
            reference?: string;
            userData?: components["schemas"]["JsonInput"] | null;
            policy?: components["schemas"]["CallPolicy"];
        };
        BindingSearch: {
            /**
             * @example +8617000000001
             * @example 95000001
             */
            x?: string;
            /** @example city */
            pool?: string;
            /** @description `nextCursor` of the page before. */
            cursor?: string;
            /** @default 100 */
            limit?: number;
            /** @example +8613800138000 */
            party: string;
            /** @default false */
            ended?: boolean;
        };
        /** @description A call to both parties. */
        Callback: {
            /**
             * @description Called first.
             * @example +8613800138000
             */
            a: string;
            /**
             * @description Called when A has answered.
             * @example +8613800138000
             */
            b: string;
            /**
             * @example +8617000000001
             * @example 95000001
             */
            x?: string;
            /** @example city */
            pool?: string;
            /**
             * @description What B sees: `x` (the default), or `real-a` for the real number of A, who has agreed to it; only where the operator has allowed it to the tenant. A sees X in every case.
             * @enum {string}
             */
            display?: "x" | "real-a";
        };
        RouteQuestion: {
            /** @description As the carrier would deliver it; `anonymous` for a withheld one. */
            caller: string;
            /** @description As it would be dialled. */
            x: string;
            /**
             * Format: date-time
             * @description An instant that has been: whom the call would have reached then. Left out, now.
             */
            at?: string;
        };
        NewTemporaryCallee: {
            /**
             * @description Whom A reaches; sees X.
             * @example +8613800138000
             */
            callee: string;
            /**
             * Format: date-time
             * @description Until when. Instead of `expiresInSeconds`.
             */
            expiresAt?: string;
            /** @description For how long from now. */
            expiresInSeconds?: number;
        };
        CallRecordSearch: {
            /**
             * Format: date-time
             * @description Calls that began at or after this.
             */
            since?: string;
            /**
             * Format: date-time
             * @description Calls that began before this.
             */
            until?: string;
            /**
             * @example +8617000000001
             * @example 95000001
             */
            x?: string;
            /** @example city */
            pool?: string;
            /** @enum {string} */
            outcome?: "answered" | "maximum-length" | "caller-gave-up" | "hung-up-by-operator" | "indeterminate" | "no-binding" | "binding-expired" | "binding-cooling" | "wrong-direction" | "caller-withheld" | "caller-malformed" | "number-locked" | "number-unknown" | "number-malformed" | "extension-unknown" | "extension-missing" | "nobody-to-return-to" | "not-a-member" | "pin-wrong" | "pin-locked" | "caller-blocked" | "quota-reached" | "quiet-hours" | "call-looped" | "callee-barred" | "source-unknown" | "caller-unverified" | "too-many-calls" | "busy" | "no-answer" | "rejected" | "unreachable" | "unassigned" | "switch-busy" | "switch-failure";
            /** @description `nextCursor` of the page before. */
            cursor?: string;
            /**
             * @description Caller or callee.
             * @example +8613800138000
             */
            number?: string;
            binding?: number;
            /** @default 100 */
            limit?: number;
        };
        NewEventEndpoint: {
            /** @description Gets each event with POST. HTTPS, without user, password or fragment. */
            url: string;
            /** @description For people. */
            label?: string;
            /**
             * @description Types, or kinds as `call.*`; empty for all.
             * @example [
             *       "call.*",
             *       "cdr.created"
             *     ]
             */
            types?: string[];
            /** @description Real numbers in full instead of masked: needs the scope `reveal`, and is audited. */
            showNumbers?: boolean;
        };
        EventEndpointChange: {
            /** @description Gets each event with POST. HTTPS, without user, password or fragment. */
            url?: string;
            /** @description For people. */
            label?: string;
            /**
             * @description From now on.
             * @example [
             *       "call.*",
             *       "cdr.created"
             *     ]
             */
            types?: string[];
            /** @description Real numbers in full instead of masked: needs the scope `reveal`, and is audited. */
            showNumbers?: boolean;
            /** @description One that is enabled again goes on where it stopped. */
            enabled?: boolean;
        };
        Redelivery: {
            /** @description Of one event. */
            number?: number;
            /**
             * Format: date-time
             * @description Those that were given up at or after this.
             */
            since?: string;
        };
        Replay: {
            /** @description It gets the events after this number, those that it has had as well. */
            after: number;
        };
        GroupMembers: {
            /** @description All of them; who is not here is in the group no more. */
            members: string[];
        };
        /** @description Who is in already, or not, is no error. */
        GroupChange: {
            add?: string[];
            remove?: string[];
        };
        NewPool: {
            /** @example city */
            pool: string;
            /** @description A party gets no number again within so long after its binding on it ended. Default: 7 days. */
            coolDownSeconds?: number;
            /** @description A pair that meets again gets its earlier number back if possible. */
            sticky?: boolean;
            /**
             * @description Language of the prompts.
             * @enum {string}
             */
            language?: "en" | "zh";
            /** @description The pool is low while its headroom is below so many of a hundred of its unlocked numbers; null never. Default: 10. */
            lowWaterPercent?: number | null;
            /** @description Areas that a bind which names an area falls back on when that has no number, in this order. Default: none. */
            areaFallback?: string[];
            /** @description Own treatment of refused calls by reason, such as `no-binding`. */
            refusals?: {
                [key: string]: {
                    /** @description Name of a prompt, or null for none. */
                    prompt: string | null;
                    /** @description Hangup cause as FreeSWITCH names it, such as `UNALLOCATED_NUMBER`. */
                    cause: string;
                };
            };
            calls?: components["schemas"]["CallPolicy"];
        };
        /** @description What is left out stays as it is. */
        PoolPolicy: {
            /** @description A party gets no number again within so long after its binding on it ended. Default: 7 days. */
            coolDownSeconds?: number;
            /** @description A pair that meets again gets its earlier number back if possible. */
            sticky?: boolean;
            /**
             * @description Language of the prompts.
             * @enum {string}
             */
            language?: "en" | "zh";
            /** @description The pool is low while its headroom is below so many of a hundred of its unlocked numbers; null never. Default: 10. */
            lowWaterPercent?: number | null;
            /** @description Areas that a bind which names an area falls back on when that has no number, in this order. Default: none. */
            areaFallback?: string[];
            /** @description Own treatment of refused calls by reason, such as `no-binding`. */
            refusals?: {
                [key: string]: {
                    /** @description Name of a prompt, or null for none. */
                    prompt: string | null;
                    /** @description Hangup cause as FreeSWITCH names it, such as `UNALLOCATED_NUMBER`. */
                    cause: string;
                };
            };
            calls?: components["schemas"]["CallPolicy"];
        };
        NewNumbers: {
            /** @example +8617000000001 */
            first: string;
            /**
             * @description Left out for one number.
             * @example +8617000000001
             */
            last?: string;
            areaCode?: string;
        };
        NumberLock: {
            /**
             * @description Left out for all numbers of the pool.
             * @example +8617000000001
             */
            first?: string;
            /**
             * @description Left out for one number.
             * @example +8617000000001
             */
            last?: string;
            /** @description Locked numbers get no new bindings; old ones live on. */
            locked: boolean;
        };
        RecordingLinkWish: {
            /** @default 300 */
            expiresInSeconds?: number;
        };
        NewRouteWebhook: {
            /** @description Asked with POST. HTTPS, without user, password or fragment. */
            url: string;
            /** @description The stored rule decides when there is no answer by then. Default: 300. */
            deadlineMilliseconds?: number;
        };
        /**
         * @description A prompt that is shipped.
         * @enum {string}
         */
        PromptName: "no-binding" | "binding-expired" | "binding-cooling" | "wrong-direction" | "caller-withheld" | "caller-malformed" | "number-locked" | "number-unknown" | "number-malformed" | "callee-busy" | "callee-no-answer" | "callee-rejected" | "callee-unreachable" | "callee-unassigned" | "switch-busy" | "switch-failure" | "enter-extension" | "enter-pin" | "extension-unknown" | "extension-missing" | "nobody-to-return-to" | "not-a-member" | "pin-wrong" | "pin-locked" | "caller-blocked" | "quota-reached" | "quiet-hours" | "call-looped" | "callee-barred" | "caller-unverified" | "too-many-calls" | "call-ending-soon" | "recording-consent" | "survey-question" | "thank-you" | "please-hold";
        CallPolicyView: {
            /** @description Longest talk, from the answer. */
            maxCallSeconds?: number | null;
            /** @description How long the callee's telephone rings. */
            ringTimeoutSeconds?: number | null;
            /** @description A spoken warning before the longest talk is over. */
            endingSoon?: {
                beforeEndSeconds: number;
                /** @enum {string} */
                to?: "a" | "b" | "both";
            } | null;
            /** @description Spoken to the caller before the callee is called. */
            callerPrompt?: components["schemas"]["PromptName"] | null;
            /** @description Spoken to the callee on the answer. */
            calleePrompt?: components["schemas"]["PromptName"] | null;
            /** @description Who is called when the party itself is busy or does not answer. */
            alternates?: {
                /** @description Further telephones of A, called one after the other. */
                readonly a?: string[];
                /** @description Further telephones of B. */
                readonly b?: string[];
                /** @description No further one is tried when so much time has passed since the first was called. Default: 120. */
                windowSeconds?: number;
                /** @description Spoken to the caller before each. */
                prompt?: components["schemas"]["PromptName"] | null;
            } | null;
            /** @description Who may call: numbers, or beginnings of numbers with + and *. Pool and binding each have a say. */
            callers?: {
                /** @description Only these may call; null for everybody. */
                allow?: string[] | null;
                /**
                 * @description These may not call.
                 * @example [
                 *       "+8613800138000",
                 *       "+86170*"
                 *     ]
                 */
                readonly deny?: string[];
                /**
                 * @description Calls of which side the lists are for. Default: both.
                 * @enum {string}
                 */
                of?: "a" | "b" | "both";
            } | null;
            /** @description Counted from the time on at which there is a quota. */
            quota?: {
                /** @description Calls that are put through. */
                calls?: number | null;
                /** @description Talk altogether, counted when calls end. */
                talkSeconds?: number | null;
                /** @description Attempts of one caller. */
                callsAMinute?: number | null;
            } | null;
            /** @description A time of day at which nobody is called. */
            quietHours?: {
                /** @example 22:00 */
                from: string;
                /**
                 * @description The first minute that is not quiet any more; before `from` when it is tomorrow.
                 * @example 22:00
                 */
                to: string;
                /** @example Asia/Shanghai */
                zone: string;
            } | null;
            /** @description Released when so many calls were answered and have ended. */
            releaseAfterCalls?: number | null;
            /** @description So long after its expiry B can still call A. */
            graceSeconds?: number | null;
            /** @description Whether the talk is recorded. */
            recording?: {
                /**
                 * @description From when both hear one another. `stereo`: A left, B right. `none`: where the pool records.
                 * @enum {string}
                 */
                mode: "none" | "mixed" | "stereo";
                /** @description Spoken before the two are connected, and not recorded. */
                consent?: {
                    prompt: components["schemas"]["PromptName"];
                    /**
                     * @description Who hears it. Default: both.
                     * @enum {string}
                     */
                    to?: "a" | "b" | "both";
                } | null;
            } | null;
            /** @description One key after the talk, of who is still there. */
            survey?: {
                /** @description Default: survey-question. */
                prompt?: components["schemas"]["PromptName"];
                /** @description The keys that are an answer. Default: 12345. */
                keys?: string;
                /** @description From the end of the prompt; then it is put once more. Default: 5. */
                timeoutSeconds?: number;
                /**
                 * @description Who is asked when the other has hung up. `caller` (default): who called, or is called first.
                 * @enum {string}
                 */
                of?: "a" | "b" | "both" | "caller";
            } | null;
            /** @description Of PINs only whether there are any. */
            strangers?: {
                /**
                 * @description A caller whose number is withheld is refused (default), or asked for a PIN.
                 * @enum {string}
                 */
                withheld?: "refuse" | "pin";
                /**
                 * @description The same for one who calls from a telephone that is not bound.
                 * @enum {string}
                 */
                otherPhone?: "refuse" | "pin";
                /** @description Wrong PINs on the binding before the lock-out. Default: 5. */
                attempts?: number;
                /** @description Default: 900. */
                lockOutSeconds?: number;
                /** @description A telephone that proved itself needs no PIN again. */
                remember?: boolean;
                pins: {
                    a: boolean;
                    b: boolean;
                };
            };
        };
        Tenant: {
            tenant: string;
            name: string;
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            createdAt: string;
            disabled: boolean;
            realNumberDisplay: boolean;
        };
        TenantPolicy: {
            tenant: string;
            calls: components["schemas"]["CallPolicyView"];
        };
        TenantList: {
            tenants: components["schemas"]["Tenant"][];
        };
        ApiKey: {
            id: string;
            tenant: string;
            label: string;
            scopes: ("read" | "bind" | "call" | "admin" | "reveal" | "recordings" | "metrics")[];
            sourceNetworks: string[];
            rateLimit: {
                perSecond: number;
                burst: number;
            };
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            createdAt: string;
            expiresAt: string | null;
            revokedAt: string | null;
        };
        CreatedApiKey: {
            id: string;
            tenant: string;
            label: string;
            scopes: ("read" | "bind" | "call" | "admin" | "reveal" | "recordings" | "metrics")[];
            sourceNetworks: string[];
            rateLimit: {
                perSecond: number;
                burst: number;
            };
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            createdAt: string;
            expiresAt: string | null;
            revokedAt: string | null;
            /** @description The key itself, shown this once: null when the request is repeated. */
            key: string | null;
        };
        ApiKeyList: {
            apiKeys: components["schemas"]["ApiKey"][];
        };
        AuditPage: {
            entries: {
                /**
                 * Format: date-time
                 * @example 2026-01-31T08:00:00.000Z
                 */
                at: string;
                /** @description `key:` and its id; `operator` for whoever runs the installation, `local` on the machine itself. */
                actor: string;
                action: string;
                subject: string;
                /** @description `begun`, then `done` or the code of the error. */
                outcome: string;
                request: string | null;
            }[];
            /** @description For the next page; null when this is the last one. */
            nextCursor: string | null;
        };
        /** @description An error as a problem document (RFC 9457). */
        Problem: {
            /** @description `urn:axbridge:problem:` and the code. */
            type: string;
            /** @description What went wrong; the same for every error of the code. */
            title: string;
            status: number;
            /** @description What it was about this time. Never a real number. */
            detail?: string;
            /** @description One of the stable codes that the error page lists. */
            code: string;
            /**
             * @description Whether the request may be repeated: as it is, never blindly, or when something was changed.
             * @enum {string}
             */
            retry: "safe" | "never" | "after-change";
            /** @description What can be done now. */
            advice: string;
            requestId: string;
            /** @description What is wrong with the input, place by place. */
            errors?: {
                path: string;
                message: string;
            }[];
        };
        /** @description Any JSON. */
        Json: unknown;
        Binding: {
            id: number;
            /**
             * @description `two-way`: each reaches the other. `a-to-b`, `b-to-a`: as two-way, but only the one may call the other. `reverse`: only B calling X reaches A, and A stays free on X; for callbacks. `axyb`: A sees X, B sees Y. `ax`: anyone calling X reaches A. `axe`: the same on a shared X with an extension that the caller keys in. `axg`: only the members of a group reach A.
             * @enum {string}
             */
            mode: "two-way" | "reverse" | "a-to-b" | "b-to-a" | "axyb" | "ax" | "axe" | "axg";
            /** @description Masked, unless it was asked to be revealed. */
            a: string;
            /** @description Masked, unless it was asked to be revealed. */
            b: string | null;
            x: string;
            y: string | null;
            extension: string | null;
            group: string | null;
            callBackSeconds: number | null;
            /** @description Mode axe: who keyed in the extension need not do so again while the call-back lasts. */
            rememberCallers: boolean;
            pool: string;
            /** @enum {string} */
            state: "live" | "expired" | "released";
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            createdAt: string;
            expiresAt: string | null;
            afterCallSeconds: number | null;
            slidingSeconds: number | null;
            endedAt: string | null;
            reference: string | null;
            userData: components["schemas"]["Json"] | null;
            policy: components["schemas"]["CallPolicyView"];
        };
        Bound: {
            id: number;
            /**
             * @description `two-way`: each reaches the other. `a-to-b`, `b-to-a`: as two-way, but only the one may call the other. `reverse`: only B calling X reaches A, and A stays free on X; for callbacks. `axyb`: A sees X, B sees Y. `ax`: anyone calling X reaches A. `axe`: the same on a shared X with an extension that the caller keys in. `axg`: only the members of a group reach A.
             * @enum {string}
             */
            mode: "two-way" | "reverse" | "a-to-b" | "b-to-a" | "axyb" | "ax" | "axe" | "axg";
            /** @description Masked, unless it was asked to be revealed. */
            a: string;
            /** @description Masked, unless it was asked to be revealed. */
            b: string | null;
            x: string;
            y: string | null;
            extension: string | null;
            group: string | null;
            callBackSeconds: number | null;
            /** @description Mode axe: who keyed in the extension need not do so again while the call-back lasts. */
            rememberCallers: boolean;
            pool: string;
            /** @enum {string} */
            state: "live" | "expired" | "released";
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            createdAt: string;
            expiresAt: string | null;
            afterCallSeconds: number | null;
            slidingSeconds: number | null;
            endedAt: string | null;
            reference: string | null;
            userData: components["schemas"]["Json"] | null;
            policy: components["schemas"]["CallPolicyView"];
            /** @description The pair was bound already (200 instead of 201): its terms were renewed. */
            existing: boolean;
        };
        BoundMany: {
            /** @description One a row, in their order. */
            results: ({
                /** @constant */
                ok: true;
                binding: components["schemas"]["Bound"];
            } | {
                /** @constant */
                ok: false;
                code: string;
                message: string;
            })[];
        };
        BindingPage: {
            bindings: components["schemas"]["Binding"][];
            /** @description For the next page; null when this is the last one. */
            nextCursor: string | null;
        };
        CallbackStarted: {
            call: string;
            binding: components["schemas"]["Bound"];
        };
        /** @description A live call. */
        Call: {
            call: string;
            /** @enum {string} */
            flow: "masked" | "callback";
            /** @enum {string} */
            stage: "asking" | "consulting" | "calling-party" | "connecting" | "ringing" | "talking" | "surveying" | "refusing" | "releasing";
            x: string | null;
            binding: number | null;
            /** @description Masked, unless it was asked to be revealed. */
            caller: string | null;
            /** @description Masked, unless it was asked to be revealed. */
            callee: string | null;
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            beganAt: string;
            answeredAt: string | null;
        };
        CallPage: {
            calls: components["schemas"]["Call"][];
            /** @description For the next page; null when this is the last one. */
            nextCursor: string | null;
        };
        Route: {
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            at: string;
            /** @description What the answer about an instant that has been rests on that is logged nowhere, and is taken as it is now. */
            uncertain: ("pools" | "last-caller" | "temporary-callee" | "group-members" | "remembered-caller" | "remembered-telephone" | "calls-a-minute")[];
            /** @enum {string} */
            decision: "connect" | "ask" | "refuse";
            /** @description Why a call is refused. */
            reason: string | null;
            /** @description Whose policy refuses, where one does: that of the binding, its pool or its tenant. */
            level: ("binding" | "pool" | "tenant") | null;
            explanation: string;
            caller: string | null;
            x: string | null;
            pool: string | null;
            callee: string | null;
            binding: components["schemas"]["Binding"] | null;
            /** @description What a caller hears who is refused, or who is asked for digits. */
            prompt: string | null;
            /** @description The hangup cause that a refused caller gets. */
            cause: string | null;
        };
        TemporaryCallee: {
            binding: number;
            /** @description Masked. */
            callee: string;
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            expiresAt: string;
        };
        CallRecordLeg: {
            leg: string;
            /**
             * @description `first`: the caller, or who a callback calls first; `called`: one attempt to reach the other.
             * @enum {string}
             */
            role: "first" | "called";
            /** @description Of a leg that came in only with real numbers: its network may have written one into it. */
            sipCallId: string | null;
            gateway: string | null;
            /** @description Masked, unless it was asked to be revealed. */
            party: string | null;
            /**
             * Format: date-time
             * @description By the switch's clock, with microseconds.
             * @example 2026-01-31T08:00:00.000Z
             */
            createdAt: string;
            ringingAt: string | null;
            earlyMediaAt: string | null;
            answeredAt: string | null;
            bridgedAt: string | null;
            /**
             * Format: date-time
             * @description By the switch's clock, with microseconds.
             * @example 2026-01-31T08:00:00.000Z
             */
            endedAt: string;
            /** @description Microseconds. */
            billableMicroseconds: number;
            /** @description FreeSWITCH's name of the hangup cause. */
            cause: string;
            /** @description ITU-T Q.850. */
            q850: number | null;
            sipStatus: number | null;
            endedByFarEnd: boolean;
            readCodec: string | null;
            writeCodec: string | null;
            /** @description Of the sound that came from the far end, as the switch estimates it. */
            quality: {
                mos: number;
                qualityPercent: number;
                lossRate: number;
                meanIntervalMs: number;
                maxJitterVariance: number;
                packetsIn: number;
                packetsOut: number;
            } | null;
        };
        /** @description What a call was. */
        CallRecord: {
            call: string;
            /** @description More than 1: a leg came in late, and this record stands for the earlier one. */
            revision: number;
            /** @enum {string} */
            flow: "masked" | "callback";
            pool: string | null;
            binding: number | null;
            mode: ("two-way" | "reverse" | "a-to-b" | "b-to-a" | "axyb" | "ax" | "axe" | "axg") | null;
            extension: string | null;
            direction: ("a-to-b" | "b-to-a") | null;
            reference: string | null;
            /** @description JSON text. */
            userData: string | null;
            /** @enum {string} */
            outcome: "answered" | "maximum-length" | "caller-gave-up" | "hung-up-by-operator" | "indeterminate" | "no-binding" | "binding-expired" | "binding-cooling" | "wrong-direction" | "caller-withheld" | "caller-malformed" | "number-locked" | "number-unknown" | "number-malformed" | "extension-unknown" | "extension-missing" | "nobody-to-return-to" | "not-a-member" | "pin-wrong" | "pin-locked" | "caller-blocked" | "quota-reached" | "quiet-hours" | "call-looped" | "callee-barred" | "source-unknown" | "caller-unverified" | "too-many-calls" | "busy" | "no-answer" | "rejected" | "unreachable" | "unassigned" | "switch-busy" | "switch-failure";
            hungUpBy: ("caller" | "callee" | "platform") | null;
            cause: string | null;
            q850: number | null;
            sipStatus: number | null;
            x: string | null;
            /** @description Masked, unless it was asked to be revealed. */
            caller: string | null;
            /** @description Masked, unless it was asked to be revealed. */
            callee: string | null;
            /** @description As it came from the carrier; null unless it was asked to be revealed. */
            callerReceived: string | null;
            /** @description As it came from the carrier; null unless it was asked to be revealed. */
            dialledReceived: string | null;
            /** @description As it came from the carrier; null unless it was asked to be revealed. */
            divertedReceived: string | null;
            /**
             * @description What the callee saw: `x`, the other number of an `axyb` binding, or the real number of A.
             * @enum {string}
             */
            shown: "x" | "other-number" | "real-a";
            gateway: string | null;
            /** @description Of calls that should be recorded. `refused-disk`: there was no room for it. */
            recording: ("mixed" | "stereo" | "failed" | "refused-disk") | null;
            /** @description The key of the caller after the talk. */
            survey: string | null;
            /** @description The key of the callee after the talk. */
            calleeSurvey: string | null;
            /** @description Of callers who were asked for a PIN. */
            pin: ("right" | "wrong" | "missing") | null;
            /**
             * Format: date-time
             * @description By the switch's clock, with microseconds.
             * @example 2026-01-31T08:00:00.000Z
             */
            createdAt: string;
            /** @description It was decided where the call goes. */
            routedAt: string | null;
            invitedAt: string | null;
            ringingAt: string | null;
            earlyMediaAt: string | null;
            answeredAt: string | null;
            talkedAt: string | null;
            endedAt: string | null;
            postDialDelayMicroseconds: number | null;
            /** @description Microseconds. */
            ringMicroseconds: number;
            /** @description Microseconds. */
            talkMicroseconds: number;
            legs: components["schemas"]["CallRecordLeg"][];
        };
        CallRecordPage: {
            cdrs: components["schemas"]["CallRecord"][];
            /** @description For the next page; null when this is the last one. */
            nextCursor: string | null;
        };
        /** @description A URL that gets the events of the tenant. */
        EventEndpoint: {
            id: string;
            label: string;
            url: string;
            types: string[];
            showNumbers: boolean;
            enabled: boolean;
            /** @description `gone`: it has answered 410. Null while it is enabled. */
            disabledBecause: ("owner" | "gone") | null;
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            createdAt: string;
            /** @description Until then the secret before the latest rotation signs as well. */
            formerSecretUntil: string | null;
            /** @description Events up to this number are done with, but for those that wait for another attempt. */
            position: number;
            /** @description Events that it has not got yet. */
            waiting: number;
            /** @description Events that were given up. */
            deadLetters: number;
        };
        NewEventEndpointSecret: {
            id: string;
            label: string;
            url: string;
            types: string[];
            showNumbers: boolean;
            enabled: boolean;
            /** @description `gone`: it has answered 410. Null while it is enabled. */
            disabledBecause: ("owner" | "gone") | null;
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            createdAt: string;
            /** @description Until then the secret before the latest rotation signs as well. */
            formerSecretUntil: string | null;
            /** @description Events up to this number are done with, but for those that wait for another attempt. */
            position: number;
            /** @description Events that it has not got yet. */
            waiting: number;
            /** @description Events that were given up. */
            deadLetters: number;
            /** @description Signs the deliveries (Standard Webhooks). Shown once; null when the request was repeated. */
            secret: string | null;
        };
        EventEndpointList: {
            eventEndpoints: components["schemas"]["EventEndpoint"][];
        };
        /** @description An event that was given up. */
        DeadLetter: {
            number: number;
            /** @description The id of the event. */
            event: string;
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            happenedAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            firstAttemptAt: string;
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            deadAt: string;
            attempts: number;
            /** @description What became of the last attempt: `status 500`, `slow`, `unreachable`, `address-refused`, `plain-http`, `unreadable`, or `no-longer-kept`. */
            because: string | null;
        };
        DeadLetterPage: {
            deadLetters: components["schemas"]["DeadLetter"][];
            /** @description For the next page; null when this is the last one. */
            nextCursor: string | null;
        };
        Redelivered: {
            /** @description Dead letters that are deliveries again. */
            redelivered: number;
        };
        /** @description Something that happened. */
        Event: {
            /** @description The same whenever and however often the event is told. */
            id: string;
            /** @description 1, 2, 3, … for each tenant, without gaps. */
            number: number;
            /** @enum {string} */
            type: "call.incoming" | "call.routed" | "call.blocked" | "call.ringing" | "call.answered" | "call.prompt" | "call.digits" | "call.pin" | "call.hop" | "call.ending-soon" | "call.ended" | "binding.created" | "binding.updated" | "binding.expiring" | "binding.expired" | "binding.released" | "pool.low" | "pool.exhausted" | "recording.ready" | "cdr.created";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-01-31T08:00:00.000Z
             */
            at: string;
            call: string | null;
            binding: number | null;
            reference: string | null;
            /** @description JSON text. */
            userData: string | null;
            /** @description What events of the type carry; numbers of parties are masked unless they were asked for. */
            data: {
                [key: string]: string | number | boolean | null;
            };
        };
        EventPage: {
            events: components["schemas"]["Event"][];
            /** @description The page tells all up to this number: `after` for what comes later. */
            upTo: number;
            /** @description For the next page; null when this is the last one. */
            nextCursor: string | null;
        };
        Group: {
            group: string;
            /** @description How many members it has. */
            size: number;
        };
        GroupWithMembers: {
            group: string;
            /** @description How many members it has. */
            size: number;
            /** @description In no order that means anything. Masked, unless it was asked to be revealed. */
            members: string[];
        };
        GroupPage: {
            groups: components["schemas"]["Group"][];
            /** @description For the next page; null when this is the last one. */
            nextCursor: string | null;
        };
        Health: {
            /** @constant */
            status: "ok";
        };
        Readiness: {
            ready: boolean;
            /** @description The store answers. */
            store: boolean;
            /** @description At least one FreeSWITCH takes orders. */
            switch: boolean;
            /** @description The daemon is stopping. */
            draining: boolean;
        };
        PoolPlan: {
            coolDownSeconds: number;
            refusalRate: number;
            /** @description Of all areas together. */
            numbers: number;
            /** @description Areas without a binding are left out. */
            areas: {
                areaCode: string | null;
                /** @description So many are needed. */
                numbers: number;
                /** @description Unlocked ones that there are. */
                presentNumbers: number | null;
                /** @description No pool that refuses as few is smaller. */
                lowerBound: number;
                /** @description Most numbers at once that strangers called (modes ax, axg, axe). */
                numbersForStrangers: number;
                binds: number;
                parties: number;
                firstAt: string | null;
                lastAt: string | null;
                /** @description Most live bindings at once. */
                peakBindings: number;
                busiestParty: {
                    /** @description A name that stays the same for the same party, and is not its number. */
                    party: string;
                    /** @description Numbers that it had at once. */
                    holds: number;
                    /** @description Those of them that were bound. */
                    live: number;
                    /** @description Those of them that were not free for it again yet. */
                    cooling: number;
                    /**
                     * Format: date-time
                     * @example 2026-01-31T08:00:00.000Z
                     */
                    at: string;
                } | null;
                /** @description How pools of other sizes would have done. */
                curve: {
                    numbers: number;
                    refused: number;
                    refusalRate: number;
                }[];
                /** @description The lower bound, were the cool-down shorter. */
                shorterCoolDowns: {
                    coolDownSeconds: number;
                    lowerBound: number;
                }[];
            }[];
        };
        Pool: {
            pool: string;
            ranges: {
                first: string;
                last: string;
                numbers: number;
                areaCode: string | null;
                locked: boolean;
            }[];
            numbers: number;
            lockedNumbers: number;
            liveBindings: number;
            /** @description Live bindings of the busiest party: the pool needs about as many numbers. */
            busiestPartyPeers: number;
            /** @description Unlocked numbers that one party has bound or is cooling from, of the party with the most. */
            busiestPartyHolds: number;
            /** @description Unlocked numbers that the busiest party can still get. */
            headroom: number;
            /** @description The headroom is below `lowWaterPercent` of the unlocked numbers, or all are locked. */
            low: boolean;
            lowWaterPercent: number | null;
            areaFallback: string[];
            coolDownSeconds: number;
            sticky: boolean;
            /** @enum {string} */
            language: "en" | "zh";
            calls: components["schemas"]["CallPolicyView"];
            /** @description Asked for each call where it goes; null nobody. */
            routeWebhook: {
                url: string;
                deadlineMilliseconds: number;
            } | null;
        };
        Number: {
            x: string;
            pool: string;
            areaCode: string | null;
            /** @description It gets no new bindings; old ones live on. */
            locked: boolean;
            /** @description That have it as X or Y, among its latest 1,000 as the one and as the other. */
            liveBindings: number;
            /** @description Of the live bindings. */
            modes: ("two-way" | "reverse" | "a-to-b" | "b-to-a" | "axyb" | "ax" | "axe" | "axg")[];
        };
        PoolList: {
            pools: components["schemas"]["Pool"][];
        };
        /** @description What was said in a call. */
        Recording: {
            recording: string;
            /** @description Null for an orphan: nothing is known of its call. */
            call: string | null;
            pool: string | null;
            binding: number | null;
            /**
             * Format: date-time
             * @description With microseconds.
             * @example 2026-01-31T08:00:00.000Z
             */
            beganAt: string;
            durationMilliseconds: number;
            /** @description As it is downloaded. */
            bytes: number;
            /** @enum {string} */
            format: "wav" | "opus" | "mp3" | "unknown";
            /** @description 1: both parties mixed; 2: A left, B right; 0: not known. */
            channels: number;
            /** @description The switch died while it wrote it: made whole as far as it goes. */
            salvaged: boolean;
            /** @description While it is held it outlives its time and cannot be deleted. */
            heldSince: string | null;
        };
        RecordingPage: {
            recordings: components["schemas"]["Recording"][];
            /** @description For the next page; null when this is the last one. */
            nextCursor: string | null;
        };
        RecordingLink: {
            /** @description From the path on; whoever has it hears the recording without a key. */
            url: string;
            /**
             * Format: date-time
             * @example 2026-01-31T08:00:00.000Z
             */
            expiresAt: string;
        };
        RouteWebhook: {
            pool: string;
            url: string;
            deadlineMilliseconds: number;
            /** @description Signs the questions (Standard Webhooks). Shown once: when it is new. */
            secret: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type PromptNameInput = components['schemas']['PromptNameInput'];
export type CallPolicy = components['schemas']['CallPolicy'];
export type NewTenant = components['schemas']['NewTenant'];
export type TenantChange = components['schemas']['TenantChange'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type JsonInput = components['schemas']['JsonInput'];
export type Bind = components['schemas']['Bind'];
export type BindMany = components['schemas']['BindMany'];
export type Amendment = components['schemas']['Amendment'];
export type BindingSearch = components['schemas']['BindingSearch'];
export type Callback = components['schemas']['Callback'];
export type RouteQuestion = components['schemas']['RouteQuestion'];
export type NewTemporaryCallee = components['schemas']['NewTemporaryCallee'];
export type CallRecordSearch = components['schemas']['CallRecordSearch'];
export type NewEventEndpoint = components['schemas']['NewEventEndpoint'];
export type EventEndpointChange = components['schemas']['EventEndpointChange'];
export type Redelivery = components['schemas']['Redelivery'];
export type Replay = components['schemas']['Replay'];
export type GroupMembers = components['schemas']['GroupMembers'];
export type GroupChange = components['schemas']['GroupChange'];
export type NewPool = components['schemas']['NewPool'];
export type PoolPolicy = components['schemas']['PoolPolicy'];
export type NewNumbers = components['schemas']['NewNumbers'];
export type NumberLock = components['schemas']['NumberLock'];
export type RecordingLinkWish = components['schemas']['RecordingLinkWish'];
export type NewRouteWebhook = components['schemas']['NewRouteWebhook'];
export type PromptName = components['schemas']['PromptName'];
export type CallPolicyView = components['schemas']['CallPolicyView'];
export type Tenant = components['schemas']['Tenant'];
export type TenantPolicy = components['schemas']['TenantPolicy'];
export type TenantList = components['schemas']['TenantList'];
export type ApiKey = components['schemas']['ApiKey'];
export type CreatedApiKey = components['schemas']['CreatedApiKey'];
export type ApiKeyList = components['schemas']['ApiKeyList'];
export type AuditPage = components['schemas']['AuditPage'];
export type Problem = components['schemas']['Problem'];
export type Json = components['schemas']['Json'];
export type Binding = components['schemas']['Binding'];
export type Bound = components['schemas']['Bound'];
export type BoundMany = components['schemas']['BoundMany'];
export type BindingPage = components['schemas']['BindingPage'];
export type CallbackStarted = components['schemas']['CallbackStarted'];
export type Call = components['schemas']['Call'];
export type CallPage = components['schemas']['CallPage'];
export type Route = components['schemas']['Route'];
export type TemporaryCallee = components['schemas']['TemporaryCallee'];
export type CallRecordLeg = components['schemas']['CallRecordLeg'];
export type CallRecord = components['schemas']['CallRecord'];
export type CallRecordPage = components['schemas']['CallRecordPage'];
export type EventEndpoint = components['schemas']['EventEndpoint'];
export type NewEventEndpointSecret = components['schemas']['NewEventEndpointSecret'];
export type EventEndpointList = components['schemas']['EventEndpointList'];
export type DeadLetter = components['schemas']['DeadLetter'];
export type DeadLetterPage = components['schemas']['DeadLetterPage'];
export type Redelivered = components['schemas']['Redelivered'];
export type Event = components['schemas']['Event'];
export type EventPage = components['schemas']['EventPage'];
export type Group = components['schemas']['Group'];
export type GroupWithMembers = components['schemas']['GroupWithMembers'];
export type GroupPage = components['schemas']['GroupPage'];
export type Health = components['schemas']['Health'];
export type Readiness = components['schemas']['Readiness'];
export type PoolPlan = components['schemas']['PoolPlan'];
export type Pool = components['schemas']['Pool'];
export type Number = components['schemas']['Number'];
export type PoolList = components['schemas']['PoolList'];
export type Recording = components['schemas']['Recording'];
export type RecordingPage = components['schemas']['RecordingPage'];
export type RecordingLink = components['schemas']['RecordingLink'];
export type RouteWebhook = components['schemas']['RouteWebhook'];
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    listBindings: {
        parameters: {
            query?: {
                x?: string;
                /** @example city */
                pool?: string;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
                /** @description `true` for ended ones too. */
                ended?: "true" | "false";
                /** @description `true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited. */
                reveal?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingPage"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bind: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Bind"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bound"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bound"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bindMany: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BindMany"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoundMany"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBinding: {
        parameters: {
            query?: {
                /** @description `true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited. */
                reveal?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Binding"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releaseBinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Binding"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    amendBinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Amendment"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Binding"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchBindings: {
        parameters: {
            query?: {
                /** @description `true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited. */
                reveal?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BindingSearch"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingPage"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setTemporaryCallee: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTemporaryCallee"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporaryCallee"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clearTemporaryCallee: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getGroup: {
        parameters: {
            query?: {
                /** @description `true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited. */
                reveal?: "true" | "false";
            };
            header?: never;
            path: {
                /** @example drivers */
                group: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupWithMembers"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example drivers */
                group: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupMembers"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example drivers */
                group: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example drivers */
                group: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupChange"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listGroups: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPage"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCalls: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
                /** @description `true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited. */
                reveal?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallPage"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startCallback: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Callback"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackStarted"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hangUpCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainRoute: {
        parameters: {
            query?: {
                /** @description `true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited. */
                reveal?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RouteQuestion"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Route"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCallRecords: {
        parameters: {
            query?: {
                /** @description Calls that began at or after this. */
                since?: string;
                /** @description Calls that began before this. */
                until?: string;
                x?: string;
                /** @example city */
                pool?: string;
                outcome?: "answered" | "maximum-length" | "caller-gave-up" | "hung-up-by-operator" | "indeterminate" | "no-binding" | "binding-expired" | "binding-cooling" | "wrong-direction" | "caller-withheld" | "caller-malformed" | "number-locked" | "number-unknown" | "number-malformed" | "extension-unknown" | "extension-missing" | "nobody-to-return-to" | "not-a-member" | "pin-wrong" | "pin-locked" | "caller-blocked" | "quota-reached" | "quiet-hours" | "call-looped" | "callee-barred" | "source-unknown" | "caller-unverified" | "too-many-calls" | "busy" | "no-answer" | "rejected" | "unreachable" | "unassigned" | "switch-busy" | "switch-failure";
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                binding?: string;
                limit?: number;
                /** @description `true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited. */
                reveal?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRecordPage"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchCallRecords: {
        parameters: {
            query?: {
                /** @description `true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited. */
                reveal?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallRecordSearch"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRecordPage"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCallRecord: {
        parameters: {
            query?: {
                /** @description `true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited. */
                reveal?: "true" | "false";
            };
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRecord"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRecordings: {
        parameters: {
            query?: {
                /** @description Recordings that began at or after this. */
                since?: string;
                /** @description Recordings that began before this. */
                until?: string;
                call?: string;
                binding?: string;
                /** @example city */
                pool?: string;
                /** @description Only those that are held, or only those that are not. */
                held?: "true" | "false";
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingPage"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recording: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recording"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recording: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    downloadRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recording: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole recording. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The bytes that were asked for with `Range`. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    downloadLinkedRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole recording. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The bytes that were asked for with `Range`. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    linkRecording: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
            };
            path: {
                recording: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordingLinkWish"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingLink"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    holdRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recording: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releaseRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recording: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Events with higher numbers. Left out: from the oldest that is kept; of a stream: from now on. */
                after?: string;
                /** @description Types, or kinds as `call.*`, with commas between them. Left out: all. */
                types?: string;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
                /** @description `true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited. */
                reveal?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEventEndpoints: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventEndpointList"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createEventEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEventEndpoint"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewEventEndpointSecret"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEventEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventEndpoint"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeEventEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeEventEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEndpointChange"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventEndpoint"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateEventEndpointSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewEventEndpointSecret"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterPage"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliverDeadLetters: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Redelivery"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redelivered"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Replay"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPools: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolList"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPool: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPool"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPool: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                /** @example city */
                pool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePool: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                /** @example city */
                pool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePool: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                /** @example city */
                pool: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PoolPolicy"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNumber: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                x: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Number"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addNumbers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                /** @example city */
                pool: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNumbers"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeNumbers: {
        parameters: {
            query: {
                /** @example +8617000000001 */
                first: string;
                /**
                 * @description Left out for one number.
                 * @example +8617000000001
                 */
                last?: string;
            };
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                /** @example city */
                pool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lockNumbers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                /** @example city */
                pool: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NumberLock"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setRouteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                /** @example city */
                pool: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRouteWebhook"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RouteWebhook"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeRouteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                /** @example city */
                pool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateRouteWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                /** @example city */
                pool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RouteWebhook"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    planPool: {
        parameters: {
            query?: {
                /** @description Share of the binds that may be refused, 0 to 1. Left out: none. */
                refusalRate?: number;
                /** @description Left out: as the pool has it. */
                coolDownSeconds?: number;
                /** @description Left out: each area of the pool. */
                areaCode?: string;
            };
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                /** @example city */
                pool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolPlan"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantList"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTenant"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantChange"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTenantPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantPolicy"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeTenantPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallPolicy"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantPolicy"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does nothing twice; with another request it is refused (409). */
                "idempotency-key"?: string;
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only. */
                "axbridge-tenant"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description The request was refused; nothing was changed. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A fault on this side. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
