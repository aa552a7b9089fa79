-- What of a chat isn't done, oldest first: its updates are handled in their order, by whichever replica.
CREATE INDEX inbox_turns ON inbox (chat_id, update_id) WHERE done_at IS NULL;
