/** The Model Context Protocol, revision 2025-11-25: the agents as tools, resources and tasks of one stateless server. */
@NullMarked
package dev.stepfold.gateway.mcp;

import org.jspecify.annotations.NullMarked;
