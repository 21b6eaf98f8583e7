kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:gateway --operation Write --operation Read --topic stepfold.commands --topic stepfold.webhooks --topic stepfold.webhook-deliveries
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:gateway --operation Read --topic stepfold.step-events --topic stepfold.document-archive --topic stepfold.archived-documents
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:gateway --operation Read --topic stepfold.document. --resource-pattern-type prefixed
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:gateway --operation Read --group stepfold-webhooks
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:gateway --operation Write --topic stepfold.dead-letters
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:gateway --operation Create --operation DescribeConfigs --topic stepfold. --resource-pattern-type prefixed
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:orchestrator --operation Read --operation Write --topic stepfold.commands --topic stepfold.step-events --topic stepfold.document-archive --topic stepfold.archived-documents
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:orchestrator --operation Read --group stepfold-orchestrator
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:orchestrator --operation Read --operation Write --operation Delete --topic stepfold.document. --resource-pattern-type prefixed
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:orchestrator --operation Write --transactional-id stepfold-archive- --resource-pattern-type prefixed
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:orchestrator --operation Write --topic stepfold.dead-letters
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:orchestrator --operation Create --operation DescribeConfigs --topic stepfold. --resource-pattern-type prefixed
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:projection --operation Read --topic stepfold.step-events --topic stepfold.document-archive --topic stepfold.archived-documents
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:projection --operation Describe --topic stepfold.commands
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:projection --operation Read --group stepfold-projection
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:projection --operation Read --operation Write --operation Create --topic stepfold-projection- --resource-pattern-type prefixed
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:projection --operation Read --topic stepfold.document. --resource-pattern-type prefixed
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:projection --operation Write --topic stepfold.dead-letters
kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:projection --operation Create --operation DescribeConfigs --topic stepfold. --resource-pattern-type prefixed
