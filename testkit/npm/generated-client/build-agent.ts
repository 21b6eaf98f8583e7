// Builds an agent with the client that openapi-generator made, and prints what the client has of it as one line of JSON.
import {
    AgentExportToJSON,
    CommandAnswerToJSON,
    Configuration,
    DefaultApi,
    DocumentStateToJSON,
    Event,
    EventToJSON,
    EventTypeEnum,
    Problem,
    ProblemFromJSON,
    ReadAgentFormatEnum,
    ReadStreamLiveEnum,
    ResponseError,
    ResumeAdviceToJSON,
    Step,
} from './client';

declare const process: { argv: string[] };

const POLLS_MAX = 1_000;
const api = new DefaultApi(new Configuration({ basePath: process.argv[2] }));

const followed: Event[] = [];

/** Waits for events, one long-poll after the other, until a run is completed; answers the offset to go on from. */
async function follow(id: string, from: string): Promise<string> {
    let offset = from;
    for (let poll = 0; poll < POLLS_MAX; poll++) {
        const batch = await api.readStreamRaw({ id, offset, live: ReadStreamLiveEnum.LongPoll });
        offset = batch.raw.headers.get('Stream-Next-Offset') ?? offset;
        const events = batch.raw.status === 204 ? [] : await batch.value();
        followed.push(...events);
        if (events.some(({ type, status }) => type === EventTypeEnum.AgentRun && status === 'completed')) {
            return offset;
        }
    }
    throw new Error('the run does not come to its end');
}

async function refused(call: Promise<unknown>): Promise<Problem> {
    try {
        await call;
    } catch (error) {
        if (error instanceof ResponseError) {
            return ProblemFromJSON(await error.response.json());
        }
        throw error;
    }
    throw new Error('it was not refused');
}

async function buildAgent(): Promise<void> {
    const { documentId: id } = await api.startDocument({
        newDocument: { request: 'Create a task management system', options: { deadlineMs: 600_000 } },
        idempotencyKey: crypto.randomUUID(),
    });
    const offset = await follow(id, '-1');
    const applied = await api.restartRun({
        id,
        restart: { step: Step.ScheduleGeneration },
        idempotencyKey: crypto.randomUUID(),
        prefer: 'wait=30',
    });
    await follow(id, offset);
    const problem = await refused(api.pauseRun({ id, idempotencyKey: crypto.randomUUID(), prefer: 'wait=30' }));
    const state = await api.readState({ id });
    const has = {
        applied: CommandAnswerToJSON(applied),
        followed: followed.map(EventToJSON),
        refused: problem,
        state: DocumentStateToJSON(state),
        history: (await api.readHistory({ id, to: state.sequence })).map(EventToJSON),
        agent: AgentExportToJSON(await api.readAgent({ id })),
        tools: AgentExportToJSON(await api.readAgent({ id, format: ReadAgentFormatEnum.Mcp })),
        advice: ResumeAdviceToJSON(await api.readResumeAdvice({ id })),
    };
    console.log(JSON.stringify(has));
}

void buildAgent();
