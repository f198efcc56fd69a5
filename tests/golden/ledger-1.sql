BEGIN TRANSACTION;
CREATE TABLE content (
    seq INTEGER PRIMARY KEY REFERENCES event(seq) DEFERRABLE INITIALLY DEFERRED,
    person_id TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "content" VALUES(4,'00000000000000000003','{"v":1,"to":{"family_name":"江口","given_name":"葵","honorific":"様","postal_code":"0400063","prefecture":"北海道","city":"函館市","street":"若松町6-7"},"from":"a","words":["あおいさんへ\n雪がふりました。","plain","みなみ","set",""]}');
INSERT INTO "content" VALUES(5,'00000000000000000005','{"v":1,"to":{"family_name":"青木","given_name":"由美","honorific":"様","postal_code":"0600001","prefecture":"北海道","city":"札幌市中央区","street":"北1条西2丁目3-4"},"from":"a","words":["ゆみさんへ\n雪がふりました。","plain","みなみ","set",""]}');
INSERT INTO "content" VALUES(6,'00000000000000000007','{"v":1,"to":{"family_name":"𠮷上","given_name":"健","honorific":"様","postal_code":"0700034","prefecture":"北海道","city":"旭川市","street":"４条通17丁目5"},"from":"a","words":["けんさんへ\n雪がふりました。","plain","みなみ","set",""]}');
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    on_date TEXT NOT NULL,
    kind TEXT NOT NULL,
    round TEXT,
    person_id TEXT REFERENCES person(person_id) DEFERRABLE INITIALLY DEFERRED,
    card_no INTEGER,
    batch INTEGER,
    reverses INTEGER REFERENCES event(seq) DEFERRABLE INITIALLY DEFERRED,
    data TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO "event" VALUES(1,'2026-12-08T09:00:00Z','2025-04-01','consent',NULL,'00000000000000000003',NULL,NULL,NULL,'{"basis":"self","source":"file","v":1}','74c1b9741fa6c59ceb786802ab9dc2f94e89b21719d10418c97a1f552ae4d03a','2e11880c83fbcb8ec770447e8fb313d274f7fcf14eb8630e7d844cd3b062eaaf');
INSERT INTO "event" VALUES(2,'2026-12-08T09:00:00Z','2025-04-01','consent',NULL,'00000000000000000005',NULL,NULL,NULL,'{"basis":"self","source":"file","v":1}','2e11880c83fbcb8ec770447e8fb313d274f7fcf14eb8630e7d844cd3b062eaaf','4da964efead364bfd6bf1853e5ab934a94efa87ca8dc87303321f121f362f132');
INSERT INTO "event" VALUES(3,'2026-12-08T09:00:00Z','2025-04-01','consent',NULL,'00000000000000000007',NULL,NULL,NULL,'{"basis":"family","source":"file","v":1}','4da964efead364bfd6bf1853e5ab934a94efa87ca8dc87303321f121f362f132','fc8d00b8322ab3959187abf245380f84dad9e540e35da9661b4267b8a3b523e9');
INSERT INTO "event" VALUES(4,'2026-12-08T09:00:00Z','2026-12-08','planned','r1','00000000000000000003',1,1,NULL,'{"address":"5f7cafbbd13601a171804a073899afa0307560968493be2f7b9c2667ebbf9036","artist":"ゆき","author":"みなみ","branch":"","class":"card","consent":1,"content":"9772acbcc4574c6bb54addb71d6fd6f1da611896314bfa25218af1fa65e90805","design":"plain","design_sha":"843eb7205d60ae2d","gender":"","hand":"set","kind":"person","message":"ea1186dd866e514cc6a9e2532c11fd775e9dd8e6cf034d91658d71dd56038d1e","stock":"hagaki","v":1,"yen":85}','fc8d00b8322ab3959187abf245380f84dad9e540e35da9661b4267b8a3b523e9','7038530d9d157c7838a84dc7401470efa61489d6479dd86b29ddb643d5e6838a');
INSERT INTO "event" VALUES(5,'2026-12-08T09:00:00Z','2026-12-08','planned','r1','00000000000000000005',2,1,NULL,'{"address":"3ada6c3ee5c5ccc52a49f42396a164ec38be69dce00dfe9af511ba2375cca88d","artist":"ゆき","author":"みなみ","branch":"","class":"card","consent":2,"content":"cdec44d4b4317bdbefa9981a5906a4c856b63a5c48769af596efd91e30ab8212","design":"plain","design_sha":"843eb7205d60ae2d","gender":"","hand":"set","kind":"person","message":"3c96a446740e51553b09c2445f2e0cfdec52ae334902be0280fa4e3e88518af3","stock":"hagaki","v":1,"yen":85}','7038530d9d157c7838a84dc7401470efa61489d6479dd86b29ddb643d5e6838a','7d4ac2b316e71b9094ca1f62ea2a60e420b617bacadd1917aa0c0480a2f8d85d');
INSERT INTO "event" VALUES(6,'2026-12-08T09:00:00Z','2026-12-08','planned','r1','00000000000000000007',3,1,NULL,'{"address":"99a30b8df1a7c0b89dbb123b14b25246622125956f214ff8b843a1161d04e99d","artist":"ゆき","author":"みなみ","branch":"","class":"card","consent":3,"content":"62f483075cce4f027e1156a0f03b7a21ec4342ce0fb1db12fce3b8bfbdc3375b","design":"plain","design_sha":"843eb7205d60ae2d","gender":"","hand":"set","kind":"person","message":"2a380e1fef5f885f86ae185e0810c4a2dcd53568b7e2d5459297fc0024e02c57","stock":"hagaki","v":1,"yen":85}','7d4ac2b316e71b9094ca1f62ea2a60e420b617bacadd1917aa0c0480a2f8d85d','70cf0919bf9b06f31f2b86269e2392929c9a7b5aa2ea9277fd63d95701c89e69');
INSERT INTO "event" VALUES(7,'2026-12-08T09:00:00Z','2026-12-08','left_out','r1','00000000000000000009',NULL,NULL,NULL,'{"reason":"no-consent","v":1}','70cf0919bf9b06f31f2b86269e2392929c9a7b5aa2ea9277fd63d95701c89e69','bb548c88bba64087ddff3e104f2ebb85c15ac4306141518d234ccb07635d8381');
INSERT INTO "event" VALUES(8,'2026-12-08T09:00:00Z','2026-12-08','made','r1','00000000000000000003',1,1,NULL,'{"duplex":false,"for":"home","from":null,"side":"both","to":null,"v":1}','bb548c88bba64087ddff3e104f2ebb85c15ac4306141518d234ccb07635d8381','da57c6a4cc7304087cea8700138960b5f239ac3d513b43bd5869f2d739714a9c');
INSERT INTO "event" VALUES(9,'2026-12-08T09:00:00Z','2026-12-08','made','r1','00000000000000000005',2,1,NULL,'{"duplex":false,"for":"home","from":null,"side":"both","to":null,"v":1}','da57c6a4cc7304087cea8700138960b5f239ac3d513b43bd5869f2d739714a9c','e02f96da622bb96354f02a61c4de85c17a52d691ee29d0bd840923a7437be0c2');
INSERT INTO "event" VALUES(10,'2026-12-08T09:00:00Z','2026-12-08','made','r1','00000000000000000007',3,1,NULL,'{"duplex":false,"for":"home","from":null,"side":"both","to":null,"v":1}','e02f96da622bb96354f02a61c4de85c17a52d691ee29d0bd840923a7437be0c2','66f4f9ee17c3f1297a78e92795a24f5c8660924f19b64e239af6dc85023846de');
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('genesis','74c1b9741fa6c59ceb786802ab9dc2f94e89b21719d10418c97a1f552ae4d03a');
INSERT INTO "meta" VALUES('id','00000000000000000000000000000002');
CREATE TABLE note (
    seq INTEGER PRIMARY KEY REFERENCES event(seq) DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;
CREATE TABLE person (
    person_id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    salt BLOB NOT NULL,
    name_hash TEXT NOT NULL,
    address_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "person" VALUES('00000000000000000003','kcccc',X'00000000000000000000000000000004','6b800264649ff52011fcc5721f9b6d40da81a11d3c1368c5fb0a98a343fdc031','c980b99377e711a3a4991eb68545403512f33c08c3a9b982c3f99fc1b3247767');
INSERT INTO "person" VALUES('00000000000000000005','kaaaa',X'00000000000000000000000000000006','65cf60630b0ef91b4ef131ae411041941a3d443b73c2907442fb26f8533644ae','3b1cce92ead9c3179f64027328782f3ca8025a37379477d2dd45534383e59606');
INSERT INTO "person" VALUES('00000000000000000007','kbbbb',X'00000000000000000000000000000008','8474d6db0fc879a66c8dc9e09a57d293e1bc575a270064a0f944e477d5b888c5','1532e861c4c99a16d68fc07616a69b215b3e1dac8de2b7955d2b6a14fcde9f68');
INSERT INTO "person" VALUES('00000000000000000009','kdddd',X'0000000000000000000000000000000A','eac7f08d15b5bde5898d0b5907dd169f420d4f885086aed5b000a8665036128c','3f1708e103ef0fb46074ed0df66249d1b9a98a8921bec954845e61006785ba49');
CREATE INDEX event_of_card ON event(round, card_no, kind);
CREATE INDEX event_of_person ON event(person_id, kind, round);
CREATE UNIQUE INDEX event_reversed ON event(reverses) WHERE reverses IS NOT NULL;
CREATE TRIGGER event_never_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(FAIL, 'an entry is never changed'); END;
CREATE TRIGGER event_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(FAIL, 'an entry is never deleted'); END;
CREATE TRIGGER event_guarded BEFORE INSERT ON event BEGIN
  SELECT CASE
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event) THEN RAISE(FAIL, 'an entry has the number after the last')
    WHEN NEW.prev IS NOT coalesce((SELECT hash FROM event WHERE seq = NEW.seq - 1), (SELECT value FROM meta WHERE name = 'genesis')) THEN RAISE(FAIL, 'an entry is chained to the last')
    WHEN NOT (NEW.kind = 'consent' OR NEW.kind = 'stop' OR NEW.kind = 'pause' OR NEW.kind = 'release' OR NEW.kind = 'confirm' OR NEW.kind = 'left_out' OR NEW.kind = 'planned' OR NEW.kind = 'made' OR NEW.kind = 'printed' OR NEW.kind = 'spoilt' OR NEW.kind = 'held' OR NEW.kind = 'posted' OR NEW.kind = 'returned' OR NEW.kind = 'reply' OR NEW.kind = 'letter' OR NEW.kind = 'reversed') THEN RAISE(FAIL, 'the kind of the entry is not known')
    WHEN NEW.person_id IS NULL THEN RAISE(FAIL, 'an entry is about a person')
    WHEN (NEW.kind = 'reversed') <> (NEW.reverses IS NOT NULL) THEN RAISE(FAIL, 'a reversal, and nothing else, names what it reverses')
    WHEN (NEW.kind = 'planned') AND (NEW.round IS NULL OR NEW.card_no IS NULL OR NEW.batch IS NULL) THEN RAISE(FAIL, 'a planned card has a round, a number and a batch')
    WHEN (NEW.kind = 'planned') AND (EXISTS (SELECT 1 FROM event e WHERE e.round = NEW.round AND e.card_no = NEW.card_no AND e.kind = 'planned' AND e.person_id <> NEW.person_id)) THEN RAISE(FAIL, 'the card number belongs to another person')
    WHEN (NEW.kind = 'planned') AND (EXISTS (SELECT 1 FROM event e WHERE e.person_id = NEW.person_id AND e.round = NEW.round AND e.kind = 'planned' AND e.card_no <> NEW.card_no)) THEN RAISE(FAIL, 'the person has another card in this round')
    WHEN (NEW.kind = 'planned') AND (EXISTS (SELECT 1 FROM event e WHERE e.round = NEW.round AND e.card_no = NEW.card_no AND e.kind = 'planned' AND e.batch >= NEW.batch)) THEN RAISE(FAIL, 'only a later batch supersedes a card')
    WHEN (NEW.kind = 'planned') AND (EXISTS (SELECT 1 FROM event e WHERE e.person_id = NEW.person_id AND e.round = NEW.round AND e.kind = 'posted' AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq))) THEN RAISE(FAIL, 'a posted card is not planned again')
    WHEN (NEW.kind = 'left_out') AND (NEW.round IS NULL OR NEW.card_no IS NOT NULL) THEN RAISE(FAIL, 'a person is left out of a round and has no card')
    WHEN (NEW.kind = 'left_out') AND (EXISTS (SELECT 1 FROM event e WHERE e.person_id = NEW.person_id AND e.round = NEW.round AND e.kind IN ('planned', 'left_out'))) THEN RAISE(FAIL, 'the round already accounts for this person')
    WHEN (NEW.kind = 'made' OR NEW.kind = 'printed' OR NEW.kind = 'spoilt' OR NEW.kind = 'held' OR NEW.kind = 'posted' OR NEW.kind = 'returned') AND (NOT EXISTS (SELECT 1 FROM event e WHERE e.round = NEW.round AND e.card_no = NEW.card_no AND e.kind = 'planned' AND e.person_id = NEW.person_id)) THEN RAISE(FAIL, 'the card was never planned for this person')
    WHEN (NEW.kind = 'made') AND (NEW.batch IS NULL) THEN RAISE(FAIL, 'a made card belongs to a batch')
    WHEN (NEW.kind = 'printed' OR NEW.kind = 'spoilt' OR NEW.kind = 'held' OR NEW.kind = 'posted') AND (NOT EXISTS (SELECT 1 FROM event e WHERE e.round = NEW.round AND e.card_no = NEW.card_no AND e.kind = 'made')) THEN RAISE(FAIL, 'the card was never made')
    WHEN (NEW.kind = 'posted') AND (EXISTS (SELECT 1 FROM event e WHERE e.person_id = NEW.person_id AND e.round = NEW.round AND e.kind = 'posted' AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq))) THEN RAISE(FAIL, 'the card is posted already')
    WHEN (NEW.kind = 'returned') AND (NOT EXISTS (SELECT 1 FROM event e WHERE e.person_id = NEW.person_id AND e.round = NEW.round AND e.kind = 'posted' AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq))) THEN RAISE(FAIL, 'only a posted card comes back')
    WHEN (NEW.kind = 'returned') AND (EXISTS (SELECT 1 FROM event e WHERE e.person_id = NEW.person_id AND e.round = NEW.round AND e.kind = 'returned' AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq))) THEN RAISE(FAIL, 'the card came back already')
    WHEN (NEW.kind = 'reversed') AND (NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = NEW.reverses AND e.person_id = NEW.person_id AND e.kind NOT IN ('planned', 'left_out', 'made', 'confirm', 'reversed'))) THEN RAISE(FAIL, 'this entry cannot be reversed')
    WHEN (NEW.kind = 'reversed') AND (EXISTS (SELECT 1 FROM event WHERE reverses = NEW.reverses)) THEN RAISE(FAIL, 'the entry is reversed already')
    WHEN (NEW.kind = 'reversed') AND (EXISTS (SELECT 1 FROM event p JOIN event e ON e.person_id = p.person_id AND e.kind = 'returned' AND e.round = p.round WHERE p.seq = NEW.reverses AND p.kind = 'posted' AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq))) THEN RAISE(FAIL, 'the card came back: reverse that first')
  END;
END;
CREATE TRIGGER meta_never_changed BEFORE UPDATE ON meta BEGIN SELECT RAISE(FAIL, 'the ledger keeps its id'); END;
CREATE TRIGGER meta_never_deleted BEFORE DELETE ON meta BEGIN SELECT RAISE(FAIL, 'the ledger keeps its id'); END;
CREATE TRIGGER meta_once BEFORE INSERT ON meta BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM meta WHERE name = NEW.name) THEN RAISE(FAIL, 'the ledger keeps its id')
  END;
END;
CREATE TRIGGER person_once BEFORE INSERT ON person BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM person WHERE key = NEW.key) OR EXISTS (SELECT 1 FROM person WHERE person_id = NEW.person_id) THEN RAISE(FAIL, 'a person is entered once')
  END;
END;
CREATE TRIGGER person_keeps_key BEFORE UPDATE ON person BEGIN
  SELECT CASE
    WHEN NEW.person_id IS NOT OLD.person_id OR NEW.key IS NOT OLD.key THEN RAISE(FAIL, 'a key names the same person for ever')
    WHEN NEW.salt IS NOT OLD.salt AND length(NEW.salt) > 0 AND length(OLD.salt) > 0 THEN RAISE(FAIL, 'a salt is only erased')
  END;
END;
CREATE TRIGGER person_never_deleted BEFORE DELETE ON person BEGIN SELECT RAISE(FAIL, 'a key is never forgotten'); END;
CREATE TRIGGER content_of_planned BEFORE INSERT ON content BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM content WHERE seq = NEW.seq) THEN RAISE(FAIL, 'a content is entered once')
    WHEN NOT EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq AND kind = 'planned' AND person_id = NEW.person_id) THEN RAISE(FAIL, 'a content belongs to a planned card')
  END;
END;
CREATE TRIGGER content_only_emptied BEFORE UPDATE ON content BEGIN
  SELECT CASE
    WHEN NEW.seq IS NOT OLD.seq OR NEW.person_id IS NOT OLD.person_id OR NEW.body IS NOT '' THEN RAISE(FAIL, 'a content is only emptied')
  END;
END;
CREATE TRIGGER content_never_deleted BEFORE DELETE ON content BEGIN SELECT RAISE(FAIL, 'a content is only emptied'); END;
CREATE TRIGGER note_once BEFORE INSERT ON note BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM note WHERE seq = NEW.seq) THEN RAISE(FAIL, 'a note is entered once')
  END;
END;
CREATE TRIGGER note_only_emptied BEFORE UPDATE ON note BEGIN
  SELECT CASE
    WHEN NEW.seq IS NOT OLD.seq OR NEW.body IS NOT '' THEN RAISE(FAIL, 'a note is only emptied')
  END;
END;
CREATE TRIGGER note_never_deleted BEFORE DELETE ON note BEGIN SELECT RAISE(FAIL, 'a note is only emptied'); END;
COMMIT;
