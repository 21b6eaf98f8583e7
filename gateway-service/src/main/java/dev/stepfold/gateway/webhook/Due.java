package dev.stepfold.gateway.webhook;

/**
 * A lane whose next event is due. It is not given to anybody else before it is {@link Outbox#settle settled}.
 *
 * @param number another one each time
 * @param state as it was when it was taken
 */
record Due(long number, LaneState state) {}
