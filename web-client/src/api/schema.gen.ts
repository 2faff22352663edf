// Generated from the server's OpenAPI document by `npm run generate`. Do not edit.
export interface paths {
    "/api/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's cases
         * @description Those they have a place in; for an institution's administration, all of the institution.
         *     Last moved first.
         */
        get: operations["cases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case */
        get: operations["case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept with the account signed in */
        post: operations["accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept-new": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept with a new account
         * @description The account gets the number or address the invitation went to.
         */
        post: operations["accept_new"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** See what a link is for */
        post: operations["look"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the caller is */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the second step
         * @description Needed before signatures and administration; counts for ten minutes.
         */
        post: operations["confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/confirmation/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a code for the second step */
        post: operations["send_confirmation_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose a new password
         * @description Ends the caller's sign-ins elsewhere.
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the caller is signed in */
        get: operations["sign_ins"];
        put?: never;
        post?: never;
        /** Sign out everywhere else */
        delete: operations["end_other_sign_ins"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sign-ins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out in one place */
        delete: operations["end_sign_in"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recordings the caller may see
         * @description Newest first. Progress of those whose files are being made is in the entry: ask again.
         */
        get: operations["recordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One recording with its files */
        get: operations["recording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say who may have a recording
         * @description Whoever leads the session decides. Needs `If-Match`.
         */
        put: operations["set_access"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole bundle as one archive
         * @description A ZIP file; `Range` and `If-Range` are taken, so that a broken download goes on.
         */
        get: operations["archive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file of a bundle */
        get: operations["file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/make-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the files of a recording made again
         * @description For recordings whose files could not be made.
         */
        post: operations["make_again"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's sessions
         * @description Those they have a place in, earliest first.
         */
        get: operations["sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session */
        get: operations["session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/entry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket into a session
         * @description Whether somebody is then let out of the waiting room is decided in the session: by their
         *     identity, the notices they ticked, their device test, and whoever presides.
         */
        post: operations["enter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a password
         * @description Sets a cookie, or answers with a token. What is wrong, name or password, is never said.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a one-time code
         * @description Answers the same whether anybody has that number or not.
         */
        post: operations["send_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/with-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a one-time code */
        post: operations["sign_in_with_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out here */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process runs. */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The database answers: requests can be served. */
        get: operations["ready"];
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
        /** @description Who may have a recording. */
        AccessChange: {
            /** @description From now on. */
            access: components["schemas"]["RecordingAccess"];
        };
        /**
         * Format: uuid
         * @description One person's account.
         */
        AccountId: string;
        /**
         * @description What can be done with a case.
         * @enum {string}
         */
        CaseAction: "see" | "read_content" | "add_material" | "write_message" | "schedule" | "manage_people" | "assign" | "mediate" | "decide_application" | "apply" | "release_recording" | "read_access_log";
        /** @description A case in the list. */
        CaseCard: {
            /** @description 案号 or joint-mediation number. */
            case_no: string;
            /** @description 案由. */
            cause: string;
            /** @description When it last moved. */
            changed_at: components["schemas"]["Timestamp"];
            /** @description When it came in. */
            created_at: components["schemas"]["Timestamp"];
            /** @description Its id. */
            id: components["schemas"]["CaseId"];
            /** @description Mediation or lawsuit. */
            kind: components["schemas"]["CaseKind"];
            /** @description Where it stands. */
            state: components["schemas"]["CaseState"];
            /** @description Its heading. */
            title: string;
        };
        /** @description A case. */
        CaseDetail: components["schemas"]["CaseCard"] & {
            /** @description What happened and what is asked for; only for those who may read the content. */
            description?: string | null;
            /** @description 争议焦点. */
            disputed_issues: string[];
            /** @description What the caller may do with it. */
            may: components["schemas"]["CaseAction"][];
            me?: components["schemas"]["CasePersonId"] | null;
            /** @description The people in it. */
            people: components["schemas"]["PersonCard"][];
            /** @description Its sessions, earliest first. */
            sessions: components["schemas"]["SessionCard"][];
        };
        /**
         * Format: uuid
         * @description One case.
         */
        CaseId: string;
        /**
         * @description What a case is about to lead to.
         * @enum {string}
         */
        CaseKind: "mediation" | "litigation";
        /**
         * Format: uuid
         * @description One person's place in one case.
         */
        CasePersonId: string;
        /**
         * @description Where a case stands. Each kind of case uses its own part.
         * @enum {string}
         */
        CaseState: "applied" | "accepted" | "assigned" | "in_mediation" | "ended" | "declined" | "converted_to_filing" | "preparing" | "hearing_set" | "heard" | "decided";
        /**
         * @description What can be wrong. The words are stable: programs may depend on them.
         * @enum {string}
         */
        Code: "NotFound" | "MethodNotAllowed" | "SignInNeeded" | "ConfirmationNeeded" | "PasswordChangeNeeded" | "Forbidden" | "ForeignOrigin" | "WrongCredentials" | "WrongCode" | "TooMany" | "InvalidBody" | "InvalidQuery" | "NotJson" | "TooLarge" | "InvalidFields" | "Malformed" | "Required" | "TooLong" | "TooShort" | "NotAnIdentity" | "TooEasy" | "Locked" | "Taken" | "NotAChoice" | "InThePast" | "Changed" | "MatchNeeded" | "NotNow" | "KeyReused" | "BadRange" | "Unavailable" | "Fault";
        /** @description A one-time code. */
        CodeCredentials: {
            /** @description For programs: answer with a token instead of setting a cookie. */
            bearer?: boolean;
            /** @description Six digits. */
            code: string;
            /** @description Mobile number or e-mail address. */
            identity: string;
        };
        /** @description Whom to send a code to. */
        CodeRequest: {
            /** @description Mobile number or e-mail address. */
            identity: string;
        };
        /** @description How long the second step counts. */
        Confirmed: {
            /** @description Until then. */
            until: components["schemas"]["Timestamp"];
        };
        /** @description What somebody signs in with. */
        Credentials: {
            /** @description For programs: answer with a token instead of setting a cookie. */
            bearer?: boolean;
            /** @description Mobile number or e-mail address. */
            identity: string;
            /** @description Password. */
            password: string;
        };
        /**
         * @description What somebody is before the law.
         * @enum {string}
         */
        Entity: "natural_person" | "legal_person" | "unincorporated";
        /** @description A ticket into a session. */
        Entry: {
            /** @description Where the session channel is: a path on this server, to be opened as a WebSocket. */
            channel: string;
            /** @description When the ticket is no longer good. A connection made with it goes on. */
            ends_at: components["schemas"]["Timestamp"];
            /** @description The caller's place in it. */
            participant: components["schemas"]["ParticipantId"];
            /** @description The session. */
            session: components["schemas"]["SessionId"];
            /** @description What the first frame on it carries. Good once, and only until `ends_at`. */
            token: string;
        };
        /** @description Somebody expected in a session. */
        Expected: {
            /** @description Their place. */
            id: components["schemas"]["ParticipantId"];
            /** @description Their name. */
            name: string;
            /** @description Their role. */
            role: components["schemas"]["Role"];
            side?: components["schemas"]["Side"] | null;
        };
        /** @description What is wrong with one field. */
        FieldProblem: {
            /** @description The code: stable, for programs. */
            code: components["schemas"]["Code"];
            /** @description Its name in the request, with dots for nesting. */
            field: string;
            /** @description What is wrong, in the reader's language. */
            message: string;
        };
        /** @description A file of a bundle. */
        FileCard: {
            /**
             * Format: int64
             * @description Its length.
             */
            bytes: number;
            /** @description Where it is. With `&save=true` browsers keep it instead of showing it. */
            href: string;
            /** @description What it is. */
            kind: components["schemas"]["FileKind"];
            /** @description Its media type. */
            media_type: string;
            /** @description Its name in the bundle, with `/`. */
            name: string;
            /** @description Its SHA-256 in hexadecimal digits. */
            sha256: string;
        };
        /**
         * @description What a file of a bundle is.
         * @enum {string}
         */
        FileKind: "composite" | "sound" | "picture" | "text" | "proof" | "player";
        /** @description What a healthy server says. */
        Health: {
            /** @description Always `ok`. */
            status: string;
            /** @description The version of this server. */
            version: string;
        };
        /** @description An institution in a few words. */
        InstitutionCard: {
            /** @description Its id. */
            id: components["schemas"]["InstitutionId"];
            /** @description Court or mediation organisation. */
            kind: components["schemas"]["InstitutionKind"];
            /** @description Its name. */
            name: string;
        };
        /**
         * Format: uuid
         * @description A court or a mediation organisation.
         */
        InstitutionId: string;
        /**
         * @description What an institution is.
         * @enum {string}
         */
        InstitutionKind: "court" | "mediation_org";
        /** @description What a link is for. Nothing of the dispute. */
        Invitation: {
            /** @description When the link is no longer good. */
            ends_at: components["schemas"]["Timestamp"];
            /** @description They have an account: sign in, then accept. Else choose a password. */
            has_account: boolean;
            /** @description The institution that invites. */
            institution: string;
            /** @description The name they were entered under. */
            name: string;
        };
        /** @description The case somebody now has a place in. */
        Joined: {
            /** @description Which. */
            case: components["schemas"]["CaseId"];
        };
        /** @description The secret of a link. */
        LinkSecret: {
            /** @description What follows the `#` of the link. */
            token: string;
        };
        /** @description The caller. */
        Me: {
            /** @description Their e-mail address. */
            email?: string | null;
            /** @description Their account. */
            id: components["schemas"]["AccountId"];
            institution?: components["schemas"]["InstitutionCard"] | null;
            /** @description `zh-CN` or `en`. */
            language: string;
            /** @description Their mobile number. */
            mobile?: string | null;
            /** @description The next thing to do is to choose a password; nothing else is answered before. */
            must_change_password: boolean;
            /** @description Their name. */
            name: string;
            /** @description Offices held; none for parties and agents. */
            offices: components["schemas"]["Office"][];
        };
        /** @description Accepting without an account. */
        NewAccount: {
            /** @description For programs: answer with a token instead of setting a cookie. */
            bearer?: boolean;
            /** @description The password to sign in with from now on. */
            password: string;
            /** @description What follows the `#` of the link. */
            token: string;
        };
        /** @description A text to be read and ticked. */
        NoticeText: {
            /** @description The text in English. */
            en: string;
            /** @description Stable name, for example `court_discipline`. */
            id: string;
            /** @description The text in Chinese. */
            zh: string;
        };
        /**
         * @description What somebody does for an institution. Whoever holds none is a party or an agent: their
         *     rights come from their relation to a case alone.
         * @enum {string}
         */
        Office: "mediator" | "judge" | "clerk" | "filing_reviewer" | "org_admin" | "technician" | "lawyer";
        /** @description One page of a list. */
        Page_CaseCard: {
            /** @description The entries. */
            items: {
                /** @description 案号 or joint-mediation number. */
                case_no: string;
                /** @description 案由. */
                cause: string;
                /** @description When it last moved. */
                changed_at: components["schemas"]["Timestamp"];
                /** @description When it came in. */
                created_at: components["schemas"]["Timestamp"];
                /** @description Its id. */
                id: components["schemas"]["CaseId"];
                /** @description Mediation or lawsuit. */
                kind: components["schemas"]["CaseKind"];
                /** @description Where it stands. */
                state: components["schemas"]["CaseState"];
                /** @description Its heading. */
                title: string;
            }[];
            /** @description Pass this as `cursor` for the next page; left out on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_RecordingCard: {
            /** @description The entries. */
            items: {
                /** @description Who of the case may have it. */
                access: components["schemas"]["RecordingAccess"];
                /**
                 * Format: int64
                 * @description Of all its files.
                 */
                bytes: number;
                /** @description The case of the session. */
                case: components["schemas"]["CaseId"];
                /** @description The case's number. */
                case_no: string;
                /**
                 * Format: int64
                 * @description Its length in microseconds.
                 */
                duration_us: number;
                ended_at?: components["schemas"]["Timestamp"] | null;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description Mediation or hearing. */
                kind: components["schemas"]["SessionKind"];
                /**
                 * Format: int32
                 * @description Of the work of making its files, from 0 to 100.
                 */
                percent: number;
                /** @description Why its files could not be made. */
                problem?: string;
                /**
                 * Format: int64
                 * @description Until its files are made, as far as can be told.
                 */
                seconds_left?: number | null;
                /** @description The session it was made of. */
                session: components["schemas"]["SessionId"];
                /** @description When it began. */
                started_at: components["schemas"]["Timestamp"];
                /** @description How far it is. */
                state: components["schemas"]["RecordingState"];
                /** @description The session's heading. */
                title: string;
            }[];
            /** @description Pass this as `cursor` for the next page; left out on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_SessionCard: {
            /** @description The entries. */
            items: {
                /** @description The case it belongs to. */
                case: components["schemas"]["CaseId"];
                ended_at?: components["schemas"]["Timestamp"] | null;
                /** @description Its id. */
                id: components["schemas"]["SessionId"];
                /** @description Mediation or hearing. */
                kind: components["schemas"]["SessionKind"];
                /** @description Where it stands. */
                phase: components["schemas"]["Phase"];
                /** @description When it is to begin. */
                scheduled_at: components["schemas"]["Timestamp"];
                started_at?: components["schemas"]["Timestamp"] | null;
                /** @description Its heading. */
                title: string;
            }[];
            /** @description Pass this as `cursor` for the next page; left out on the last. */
            next?: string | null;
        };
        /**
         * Format: uuid
         * @description One person's place in one session. Roles and rights belong to it, never to a room or a
         *     connection (INV-S09).
         */
        ParticipantId: string;
        /** @description A new password. */
        PasswordChange: {
            /** @description The new one. */
            password: string;
            /** @description The present one. */
            present: string;
        };
        /** @description A person of a case. */
        PersonCard: {
            /** @description Their e-mail address; only for those who manage people. */
            email?: string | null;
            /** @description What they are before the law. */
            entity: components["schemas"]["Entity"];
            /** @description Whether an account is bound to the place. */
            has_account: boolean;
            /** @description Their place. */
            id: components["schemas"]["CasePersonId"];
            linked_to?: components["schemas"]["CasePersonId"] | null;
            /** @description Their mobile number; only for those who manage people. */
            mobile?: string | null;
            /** @description Their name. */
            name: string;
            /** @description Their role. */
            role: components["schemas"]["Role"];
            side?: components["schemas"]["Side"] | null;
            /** @description 特别授权. */
            special_authority: boolean;
        };
        /**
         * @description Where a session stands.
         * @enum {string}
         */
        Phase: "scheduled" | "entry_open" | "in_session" | "recess" | "suspended" | "minutes_review" | "closed" | "archived" | "cancelled" | "postponed" | "converted_offline";
        /** @description A problem as it is written (RFC 9457). */
        Problem: {
            /** @description The code: stable, for programs. */
            code: components["schemas"]["Code"];
            /** @description What is wrong with single fields of a form. */
            fields?: components["schemas"]["FieldProblem"][];
            /**
             * Format: uuid
             * @description Names the entry in the server's log, for faults.
             */
            id?: string | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description What is wrong, in the reader's language. */
            title: string;
            /** @description `/problems/` and the code. */
            type: string;
        };
        /** @description Proof that it is still the same person. */
        Proof: {
            /** @description Their password. */
            password: string;
        } | {
            /** @description A one-time code sent for this. */
            code: string;
        };
        /**
         * @description Who of the case may have a recording. The bench, the clerk and the mediator always may.
         * @enum {string}
         */
        RecordingAccess: "staff" | "parties_view" | "parties_download";
        /** @description A recording in a list. */
        RecordingCard: {
            /** @description Who of the case may have it. */
            access: components["schemas"]["RecordingAccess"];
            /**
             * Format: int64
             * @description Of all its files.
             */
            bytes: number;
            /** @description The case of the session. */
            case: components["schemas"]["CaseId"];
            /** @description The case's number. */
            case_no: string;
            /**
             * Format: int64
             * @description Its length in microseconds.
             */
            duration_us: number;
            ended_at?: components["schemas"]["Timestamp"] | null;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Mediation or hearing. */
            kind: components["schemas"]["SessionKind"];
            /**
             * Format: int32
             * @description Of the work of making its files, from 0 to 100.
             */
            percent: number;
            /** @description Why its files could not be made. */
            problem?: string;
            /**
             * Format: int64
             * @description Until its files are made, as far as can be told.
             */
            seconds_left?: number | null;
            /** @description The session it was made of. */
            session: components["schemas"]["SessionId"];
            /** @description When it began. */
            started_at: components["schemas"]["Timestamp"];
            /** @description How far it is. */
            state: components["schemas"]["RecordingState"];
            /** @description The session's heading. */
            title: string;
        };
        /** @description A recording with its files. */
        RecordingDetail: components["schemas"]["RecordingCard"] & {
            /** @description Where the whole bundle is, as one archive. */
            archive?: string | null;
            /** @description The files of its bundle; none before it is sealed. */
            files: components["schemas"]["FileCard"][];
            /** @description Whether the caller may take it with them, not only watch it. */
            may_download: boolean;
            /** @description Whether the caller may say who has it. */
            may_manage: boolean;
        };
        /**
         * @description How far a recording is.
         * @enum {string}
         */
        RecordingState: "recording" | "waiting" | "finalising" | "ready" | "failed";
        /**
         * @description A role in the session (domain.md §6). It never changes by visiting a room (INV-S09).
         * @enum {string}
         */
        Role: "judge" | "presiding_judge" | "panel_member" | "lay_assessor" | "clerk" | "mediator" | "co_mediator" | "party" | "agent" | "witness" | "expert" | "interpreter" | "supporter" | "observer" | "technician";
        /** @description A session in a list. */
        SessionCard: {
            /** @description The case it belongs to. */
            case: components["schemas"]["CaseId"];
            ended_at?: components["schemas"]["Timestamp"] | null;
            /** @description Its id. */
            id: components["schemas"]["SessionId"];
            /** @description Mediation or hearing. */
            kind: components["schemas"]["SessionKind"];
            /** @description Where it stands. */
            phase: components["schemas"]["Phase"];
            /** @description When it is to begin. */
            scheduled_at: components["schemas"]["Timestamp"];
            started_at?: components["schemas"]["Timestamp"] | null;
            /** @description Its heading. */
            title: string;
        };
        /** @description A session before it is entered. */
        SessionDetail: components["schemas"]["SessionCard"] & {
            /** @description 案号 or mediation number. */
            case_no: string;
            /** @description Whether a device test must be on file before admission (HE-02). */
            device_test_required: boolean;
            /** @description From when on people may enter (HE-04). */
            entry_opens_at: components["schemas"]["Timestamp"];
            /** @description Whether a ticket would be given now. */
            may_enter: boolean;
            me?: components["schemas"]["ParticipantId"] | null;
            /** @description What must be read and ticked before admission (HE-05). */
            notices: components["schemas"]["NoticeText"][];
            /** @description Who is expected. */
            people: components["schemas"]["Expected"][];
        };
        /**
         * Format: uuid
         * @description One mediation session or hearing.
         */
        SessionId: string;
        /**
         * @description What kind of proceeding a session is.
         * @enum {string}
         */
        SessionKind: "mediation" | "hearing";
        /**
         * @description A side of the dispute.
         * @enum {string}
         */
        Side: "applicant" | "respondent" | "third_party";
        /** @description Somebody is signed in. */
        SignedIn: {
            /** @description When it ends at the latest. */
            ends_at: components["schemas"]["Timestamp"];
            /** @description Who. */
            me: components["schemas"]["Me"];
            /** @description For programs that asked for it; pass it as `Authorization: Bearer`. */
            token?: string | null;
        };
        /** @description A place where the caller is signed in. */
        SignIn: {
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description What browser and system it said it was. */
            device: string;
            /** @description Whether it is the one this request came by. */
            here: boolean;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description When it was last used, to the minute. */
            seen_at: components["schemas"]["Timestamp"];
        };
        /**
         * Format: int64
         * @description Wall-clock time in microseconds since 1970-01-01 UTC. The session is told the time; it
         *     never asks.
         */
        Timestamp: number;
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    cases: {
        parameters: {
            query?: {
                /** @description From the page before. */
                cursor?: string;
                /** @description Only this kind. */
                kind?: components["schemas"]["CaseKind"];
                /** @description Entries on a page, at most 100. */
                limit?: number;
                /** @description Words, parts of words or of numbers; every one must be found. */
                q?: string;
                /** @description Only in this state. */
                state?: components["schemas"]["CaseState"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CaseCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkSecret"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Joined"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_new: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkSecret"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Proof"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirmed"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_confirmation_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_ins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignIn"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_other_sign_ins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_sign_in: {
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordings: {
        parameters: {
            query?: {
                /** @description Only of this case. */
                case?: components["schemas"]["CaseId"];
                /** @description From the page before. */
                cursor?: string;
                /** @description Entries on a page, at most 100. */
                limit?: number;
                /** @description Only of this session. */
                session?: components["schemas"]["SessionId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RecordingCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recording: {
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingDetail"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_access: {
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
                "application/json": components["schemas"]["AccessChange"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    archive: {
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    file: {
        parameters: {
            query: {
                /** @description Its name in the bundle. */
                name: string;
                /** @description To be kept, instead of being shown. */
                save?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_again: {
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
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessions: {
        parameters: {
            query?: {
                /** @description From the page before. */
                cursor?: string;
                /** @description Entries on a page, at most 100. */
                limit?: number;
                /** @description Which of them. */
                when?: "next" | "today" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SessionCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDetail"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entry"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeRequest"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in_with_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeCredentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
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
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            503: {
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
