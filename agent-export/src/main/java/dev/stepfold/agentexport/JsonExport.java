package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;

/** The agent as the contract has it. */
final class JsonExport {
    private JsonExport() {}

    static Export write(Agent agent) {
        return new Export.Written(ContractMapper.mapper().valueToTree(agent).toString());
    }
}
