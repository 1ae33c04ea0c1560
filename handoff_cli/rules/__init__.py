"""The rules of the gate: one module a gate parameter, plus scope."""
