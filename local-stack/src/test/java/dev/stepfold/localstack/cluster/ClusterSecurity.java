package dev.stepfold.localstack.cluster;

import java.util.List;
import java.util.Map;

/** How the brokers of a cluster recognise each other and their clients, and what those may do. */
public sealed interface ClusterSecurity permits ClusterSecurity.None, ScramOverTls {
    /** Anyone may do everything, unencrypted. */
    record None() implements ClusterSecurity {
        @Override
        public Map<String, String> brokerProperties() {
            return Map.of("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        }

        @Override
        public List<String> scramCredentials() {
            return List.of();
        }

        @Override
        public Map<String, Object> clientOfTheOperator() {
            return Map.of();
        }
    }

    /** The listeners are called {@code BROKER} and {@code CONTROLLER}. */
    Map<String, String> brokerProperties();

    /** The users that the cluster begins with, in the form of {@code kafka-storage.sh format --add-scram}. */
    List<String> scramCredentials();

    /** How a client connects, besides the address, that may do everything. */
    Map<String, Object> clientOfTheOperator();
}
